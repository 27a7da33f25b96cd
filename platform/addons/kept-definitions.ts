import { differs, type Manifest, ofKind } from "./facts.ts";

/** Annotation that makes Helm leave an object behind. Without a definition all objects of its kind are deleted. */
export const KEEP = { "helm.sh/resource-policy": "keep" } as const;

/** Undefined when these custom resource definitions are in the render and all in it stay when the release goes. */
export function unkept(manifests: readonly Manifest[], wanted: readonly string[]): string | undefined {
  const definitions = ofKind(manifests, "CustomResourceDefinition");
  const names = definitions.map(({ metadata }) => metadata.name);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0) return `without ${missing.join(", ")}`;
  const leaving = definitions.filter(
    ({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] !== "keep",
  );
  return differs(
    leaving.map(({ metadata }) => metadata.name),
    [],
  );
}
