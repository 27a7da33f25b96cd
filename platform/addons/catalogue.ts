import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { LocoError } from "../errors/loco-error.ts";
import type { Addon } from "./addon.ts";
import { metricsServer } from "./metrics-server/metrics-server.ts";

/** Every addon there is. */
export const catalogue: readonly Addon[] = [metricsServer];

/** The addons that a platform turns on, each after those it needs. */
export function enabledAddons(config: PlatformConfig): Addon[] {
  const enabled = catalogue.filter(({ name }) => {
    const settings = (config.addons as Readonly<Record<string, unknown>>)[name];
    return (
      typeof settings === "object" &&
      settings !== null &&
      (settings as { enabled?: boolean }).enabled === true
    );
  });
  return inOrder(enabled);
}

/**
 * Whether platform.toml speaks of any addon, on or off. An addon that was turned off is removed through the providers
 * that installed it, so they are declared as long as its table is there.
 */
export function namesAddons(config: PlatformConfig): boolean {
  return catalogue.some(({ name }) => name in config.addons);
}

/**
 * Sorts addons so that each stands after those it needs; otherwise by name.
 *
 * @throws LocoError ADDON_NEEDS when one needs an addon that is not there, or a circle of them need each other.
 */
export function inOrder(addons: readonly Addon[]): Addon[] {
  const sorted: Addon[] = [];
  const waiting = [...addons].sort((a, b) => a.name.localeCompare(b.name));
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ needs }) =>
      needs.every((need) => sorted.some(({ name }) => name === need)),
    );
    const [next] = index === -1 ? [] : waiting.splice(index, 1);
    if (next === undefined) throw unmetNeeds(waiting, addons);
    sorted.push(next);
  }
  return sorted;
}

function unmetNeeds(waiting: readonly Addon[], all: readonly Addon[]): LocoError {
  for (const { name, needs } of waiting) {
    const missing = needs.find((need) => !all.some((addon) => addon.name === need));
    if (missing === undefined) continue;
    return new LocoError("ADDON_NEEDS", `addon ${name} needs ${missing}, which is off`, {
      hint: `add [addons.${missing}] to platform.toml, or remove [addons.${name}]`,
    });
  }
  return new LocoError("ADDON_NEEDS", `addons need each other in a circle: ${circle(waiting).join(" -> ")}`, {
    hint: "turn one of them off in platform.toml",
  });
}

/** Follows needs, from the first addon, until a name comes again. Each of these needs another one of them. */
function circle(waiting: readonly Addon[]): string[] {
  const path: string[] = [];
  let next = waiting[0];
  while (next !== undefined) {
    const { name, needs } = next;
    const start = path.indexOf(name);
    path.push(name);
    if (start !== -1) return path.slice(start);
    next = waiting.find((other) => needs.includes(other.name));
  }
  return path;
}
