import type { Addon, PlatformFacts } from "../../../platform/addons/addon.ts";
import { valuesOf } from "../../../platform/addons/addon-release.ts";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { formatKey } from "../../../platform/config/diagnostic.ts";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import type { PlatformReading } from "../../../platform/config/platform-config.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { leaves } from "../../charts/ignored-keys.ts";
import { influences } from "./influences.ts";
import { addonNamed } from "./named.ts";

/** One Helm value of an addon, and what it depends on. */
export interface ExplainedValue {
  readonly path: string;
  readonly value: unknown;
  /** As `ingress_allowed_cidrs (platform.toml:12)`, `k3s.cluster_cidr (default)`; empty when the addon alone decides. */
  readonly from: readonly string[];
}

/** What everything else follows from. */
interface ExplainedInput {
  readonly config: PlatformConfig;
  readonly facts: PlatformFacts;
}

/** Words for what Terraform fills in. */
const FACTS: Readonly<Record<string, string>> = {
  ingressAddress: "the reserved public address (output ingress_ip)",
};

/**
 * Explains an addon of the platform in a folder.
 *
 * @throws LocoError CONFIG_INVALID, CONFIG_MISSING, ADDON_UNKNOWN
 */
export function explainAddon(
  dir: string,
  env: Readonly<Partial<Record<string, string>>>,
  name: string,
): ExplainedValue[] {
  const { config, placeOf } = requirePlatform(dir, env.LOCO_ENV);
  return explainValues(addonNamed(name), { config, facts: SAMPLE_FACTS }, placeOf);
}

/** The values that an addon's chart gets, sorted, each with the keys of platform.toml that decide it. */
export function explainValues(
  addon: Addon,
  input: ExplainedInput,
  placeOf: PlatformReading["placeOf"],
): ExplainedValue[] {
  const flat = (values: Readonly<Record<string, unknown>>) =>
    new Map(leaves(values).map((path) => [formatKey(path), at(values, path)]));
  const values = ({ config, facts }: ExplainedInput) => flat(valuesOf(addon, inputOf(config, facts)));
  const causes = influences(
    { config: input.config, facts: input.facts },
    (changed) => new Map([...values(changed)].map(([path, value]) => [path, JSON.stringify(value)])),
  );
  return [...values(input)]
    .map(([path, value]) => ({ path, value, from: (causes.get(path) ?? []).map(words) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

  function words([kind = "", ...path]: readonly string[]): string {
    if (kind === "facts") return FACTS[path[0] ?? ""] ?? path.join(".");
    return `${formatKey(path)} (${placeOf(path) ?? "default"})`;
  }
}

function at(values: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], values);
}

/** How far to the right remarks stand; those of longer values go under them. */
const COLUMN = 60;

/** Longest value that is shown whole, in characters. */
const LONGEST = 120;

/** The text of `loco addons explain`. */
export function formatExplained(values: readonly ExplainedValue[]): string {
  let cut = false;
  const lines = values.map(({ path, value, from }) => {
    const text = JSON.stringify(value);
    const isLong = text.length > LONGEST;
    cut ||= isLong;
    const left = `${path}: ${isLong ? `${text.slice(0, LONGEST - 3)}...` : text}`;
    if (from.length === 0) return left;
    const gap = left.length <= COLUMN ? " ".repeat(COLUMN - left.length) : `\n${" ".repeat(COLUMN)}`;
    return `${left}${gap}  # ${from.join(", ")}`;
  });
  return [...lines, ...(cut ? ["", "Long values are cut; --json has them whole."] : [])].join("\n");
}
