import type { Addon } from "../../../../platform/addons/addon.ts";
import type { KubeClient } from "../../../kubernetes/kube-client.ts";
import { inUse } from "../../drain/in-use.ts";
import { observeObjects } from "../../drain/observe.ts";
import { type CustomObject, isOthers } from "./others.ts";

/** An object that an addon looks after, as `Kind namespace/name`. */
export type Words = string;

type Client = Pick<KubeClient, "get" | "find">;

/** How many objects of a kind are asked for: more than anybody reads. */
const LIMIT = 100;

/**
 * What an addon looks after that is not the platform's own. Only one that owns the others is named of each.
 *
 * @param own namespaces of the platform and of Kubernetes
 */
export async function observeLookedAfter(
  client: Client,
  { looksAfter = [] }: Pick<Addon, "looksAfter">,
  own: readonly string[],
): Promise<readonly Words[]> {
  const found: Words[] = [];
  const core = looksAfter.some((entry) => CORE.includes(entry))
    ? inUse(await observeObjects(client), own)
    : undefined;
  if (looksAfter.includes("services"))
    found.push(...(core?.services ?? []).map((each) => words("Service", each)));
  if (looksAfter.includes("persistentvolumes")) {
    found.push(...(core?.volumes ?? []).map((each) => words("PersistentVolume", each)));
  }
  const groups = looksAfter.filter((entry) => !CORE.includes(entry));
  if (groups.length === 0) return found;
  const { groups: served } = await client.get<Groups>("/apis");
  for (const { name, preferredVersion } of served) {
    if (!groups.some((group) => isIn(name, group))) continue;
    found.push(...(await objectsOf(client, preferredVersion.groupVersion, own)));
  }
  return found;
}

const CORE: readonly string[] = ["persistentvolumes", "services"];

const isIn = (group: string, wanted: string) =>
  wanted.startsWith("*.") ? group.endsWith(wanted.slice(1)) : group === wanted;

async function objectsOf(client: Client, version: string, own: readonly string[]): Promise<readonly Words[]> {
  const { resources } = await client.get<Resources>(`/apis/${version}`);
  const found: Words[] = [];
  for (const { name, kind, verbs } of resources) {
    if (name.includes("/") || !verbs.includes("list")) continue;
    // Undefined for a definition that is being deleted.
    const list = await client.find<{ readonly items: readonly CustomObject[] }>(
      `/apis/${version}/${name}?limit=${LIMIT}`,
    );
    const objects = (list?.items ?? []).filter((object) => isOthers(kind, object, own));
    found.push(...objects.map((object) => words(kind, object)));
  }
  return found;
}

const words = (kind: string, { metadata: { namespace, name } }: CustomObject): Words =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

interface Groups {
  readonly groups: readonly {
    readonly name: string;
    readonly preferredVersion: { readonly groupVersion: string };
  }[];
}

interface Resources {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
}
