import type { Addon } from "./addon.ts";

/** Until these are ready no pod of another addon runs: the pod network, and who takes the taint off new nodes. */
export const FIRST: readonly string[] = ["cilium", "cloudstack-ccm"];

/** What an addon with volumes comes after: when it is removed, the driver is still there to delete them. */
export const AFTER_VOLUMES: readonly string[] = [...FIRST, "cloudstack-csi"];

/** Addons that must be ready before this one is installed, if they are on. */
export function predecessors({ name, needs, after = FIRST }: Addon): readonly string[] {
  return [...new Set([...needs, ...after])].filter((other) => other !== name);
}

/**
 * Sorts addons so that each stands after its predecessors; otherwise by name.
 *
 * @throws Error when some wait for each other in a circle: a mistake in the catalogue
 */
export function inOrder(addons: readonly Addon[]): Addon[] {
  const sorted: Addon[] = [];
  const waiting = addons.toSorted((a, b) => a.name.localeCompare(b.name));
  const waits = (addon: Addon) =>
    waiting.some(({ name }) => name !== addon.name && predecessors(addon).includes(name));
  while (waiting.length > 0) {
    const index = waiting.findIndex((addon) => !waits(addon));
    const [next] = index === -1 ? [] : waiting.splice(index, 1);
    if (next === undefined) {
      throw new Error(
        `addons wait for each other in a circle: ${waiting.map(({ name }) => name).join(", ")}`,
      );
    }
    sorted.push(next);
  }
  return sorted;
}
