import { KUBERNETES_NAMESPACES } from "../../../../platform/addons/destroy-guard/own-namespaces.ts";
import { RELEASE_NAMESPACE } from "../../drain/in-use.ts";

/** An object of a kind that an addon looks after. */
export interface CustomObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly apiVersion: string }[];
  };
}

/** Argo CD's, which are apps although they are in its own namespace and made of its ApplicationSets. */
const APPLICATION = "Application";

/**
 * Whether an entry of `looksAfter` means a resource: it is the resource's API group, `*.` and what the group ends with, or
 * `<plural>.<group>` for one resource of it.
 */
export const covers = (entry: string, group: string, plural?: string): boolean =>
  entry === group ||
  entry === `${plural}.${group}` ||
  (entry.startsWith("*.") && group.endsWith(entry.slice(1)));

/**
 * Whether an object is somebody's, and not what the platform made itself or what follows from another object that the addon looks
 * after.
 *
 * @param platform namespaces of the platform
 * @param looksAfter the addon's
 */
export function isOthers(
  kind: string,
  { metadata }: CustomObject,
  platform: readonly string[],
  looksAfter: readonly string[],
): boolean {
  const { namespace, annotations, ownerReferences = [] } = metadata;
  if (platform.includes(annotations?.[RELEASE_NAMESPACE] ?? "")) return false;
  if (kind === APPLICATION) return true;
  const own = [...platform, ...KUBERNETES_NAMESPACES.filter((name) => name !== "default")];
  if (namespace !== undefined && own.includes(namespace)) return false;
  const groupOf = (apiVersion: string) => apiVersion.split("/").at(-2) ?? "";
  return !ownerReferences.some(({ apiVersion }) =>
    looksAfter.some((entry) => covers(entry, groupOf(apiVersion))),
  );
}
