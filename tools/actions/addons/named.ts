import type { Addon } from "../../../platform/addons/addon.ts";
import { catalogue } from "../../../platform/addons/catalogue.ts";
import { notOneOf } from "../../../platform/errors/not-one-of.ts";

/** The addon of a name that somebody typed. Errors: ADDON_UNKNOWN. */
export function addonNamed(name: string): Addon {
  const addon = catalogue.find((each) => each.name === name);
  if (addon !== undefined) return addon;
  throw notOneOf(
    "ADDON_UNKNOWN",
    "addon",
    name,
    catalogue.map((each) => each.name),
  );
}
