import type { Addon } from "../../../../platform/addons/addon.ts";
import type { KubeClient } from "../../../kubernetes/kube-client.ts";
import type { Service } from "../../drain/in-use.ts";
import { type CustomObject, covers, isOthers } from "./others.ts";

/** An object that an addon looks after, as `Kind namespace/name`. */
export type Words = string;

type Client = Pick<KubeClient, "get" | "find">;

/**
 * What an addon looks after that is not the platform's own. Of volumes and addresses the platform's own count, too: they do not go
 * with the addon. Of objects that others own, only the owner is named where the addon looks after it as well.
 *
 * @param platform namespaces of the platform
 */
export async function observeLookedAfter(
  client: Client,
  { looksAfter = [] }: Pick<Addon, "looksAfter">,
  platform: readonly string[],
): Promise<readonly Words[]> {
  const found: Words[] = [];
  if (looksAfter.includes("services")) {
    const { items } = await client.get<List<Service>>("/api/v1/services");
    const addresses = items.filter(({ spec }) => spec.type === "LoadBalancer");
    found.push(...addresses.map((each) => words("Service", each)));
  }
  if (looksAfter.includes("persistentvolumes")) {
    const { items } = await client.get<List<CustomObject>>("/api/v1/persistentvolumes");
    found.push(...items.map((each) => words("PersistentVolume", each)));
  }
  const kinds = looksAfter.filter((entry) => !CORE.includes(entry));
  if (kinds.length === 0) return found;
  const { groups } = await client.get<Groups>("/apis");
  for (const { name: group, versions } of groups) {
    // A kind may be served in one version only, which need not be the one that the API prefers.
    const seen = new Set<string>();
    for (const { groupVersion } of versions) {
      const { resources } = await client.get<Resources>(`/apis/${groupVersion}`);
      for (const { name, kind, verbs } of resources) {
        if (name.includes("/") || !verbs.includes("list") || seen.has(name)) continue;
        if (!kinds.some((entry) => covers(entry, group, name))) continue;
        seen.add(name);
        // Undefined for a definition that is being deleted.
        const list = await client.find<List<CustomObject>>(`/apis/${groupVersion}/${name}`);
        const others = (list?.items ?? []).filter((object) => isOthers(kind, object, platform, kinds));
        found.push(...others.map((object) => words(kind, object)));
      }
    }
  }
  return found;
}

const CORE: readonly string[] = ["persistentvolumes", "services"];

const words = (kind: string, { metadata: { namespace, name } }: CustomObject): Words =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

interface List<T> {
  readonly items: readonly T[];
}

interface Groups {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
}

interface Resources {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
}
