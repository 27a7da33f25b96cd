import type { Destruction } from "./destroy.ts";
import { describeKept } from "./kept.ts";

/** What goes and what stays. */
export function describeDestruction(
  { app, releases, namespace, kept }: Pick<Destruction, "app" | "releases" | "namespace" | "kept">,
  withData: boolean,
): string {
  const goes = releases.length === 0 ? "no release is installed" : `goes: ${releases.join(", ")}`;
  if (!namespace) return goes;
  if (withData)
    return `${goes}\ngoes: the namespace ${app} with everything in it${kept.length === 0 ? "" : `\n${describeKept(kept)}`}`;
  if (kept.length === 0) return `${goes}\nstays: the namespace ${app}; it has no volume or database`;
  return [
    `${goes}`,
    `stays: in the namespace ${app}`,
    describeKept(kept),
    `npx loco destroy ${app} --with-data deletes them, too`,
  ].join("\n");
}
