import type { PlatformConfig } from "../config/platform-config.gen.ts";

type Addons = PlatformConfig["addons"];

/**
 * Settings of an optional addon that is on.
 *
 * @throws Error when it is off: a mistake of ours
 */
export function optional<Name extends keyof Addons>(
  { addons }: PlatformConfig,
  name: Name,
): NonNullable<Addons[Name]> {
  const settings = addons[name];
  if (settings === undefined) throw new Error(`${name} is off: it has no settings`);
  return settings;
}
