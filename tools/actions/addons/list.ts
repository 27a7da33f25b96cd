import type { Addon } from "../../../platform/addons/addon.ts";
import { catalogue, isOn } from "../../../platform/addons/catalogue.ts";
import { chartLock } from "../../../platform/addons/charts.ts";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { table } from "../../console/table.ts";

/** One line of `loco addons`. */
export interface ListedAddon {
  readonly name: string;
  readonly on: boolean;
  /** The profile that it belongs to. */
  readonly profile?: string;
  /** The chart's version; absent for charts of our own, which are as old as Loco. */
  readonly chart?: string;
  /** Version of what it installs, where the chart says so. */
  readonly version?: string;
  readonly purpose: string;
}

/** Every addon, those that are on first. */
export function listAddons(config: PlatformConfig): ListedAddon[] {
  const listed = catalogue.map((addon): ListedAddon => {
    const { name, profile, purpose } = addon;
    return {
      name,
      on: isOn(config, name),
      ...(profile === undefined ? {} : { profile }),
      ...versionsOf(addon),
      purpose,
    };
  });
  return listed.sort((a, b) => Number(b.on) - Number(a.on) || a.name.localeCompare(b.name));
}

function versionsOf({ chart }: Addon): Pick<ListedAddon, "chart" | "version"> {
  if ("folder" in chart) return {};
  const version = chartLock[chart.name]?.appVersion;
  return { chart: chart.version, ...(version === undefined ? {} : { version }) };
}

/** The text of `loco addons`. */
export function formatAddons(addons: readonly ListedAddon[]): string {
  const rows = addons.map(({ name, on, profile, chart, version, purpose }) => [
    name,
    on ? (profile === undefined ? "on" : `on (${profile})`) : "off",
    version ?? "-",
    chart ?? "own chart",
    purpose,
  ]);
  return table(["ADDON", "STATE", "VERSION", "CHART", "FOR"], rows);
}
