import type { Addon } from "../../../platform/addons/addon.ts";
import { catalogue, isOn } from "../../../platform/addons/catalogue.ts";
import { chartLock } from "../../../platform/addons/charts.ts";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { measured } from "../../charts/footprint/footprint.ts";
import type { Requests } from "../../charts/requests.ts";
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
  /** What it asks for on one server and one agent, as its chart was rendered last; CPU in thousandths of a core, memory in MiB. */
  readonly requests?: Requests;
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
      ...costOf(name),
      purpose,
    };
  });
  return listed.sort((a, b) => Number(b.on) - Number(a.on) || a.name.localeCompare(b.name));
}

function costOf(name: string): Pick<ListedAddon, "requests"> {
  const found = measured.addons[name];
  return found === undefined || found.pods === 0
    ? {}
    : { requests: { cpu: found.cpu, memory: found.memory } };
}

function versionsOf({ chart }: Addon): Pick<ListedAddon, "chart" | "version"> {
  if ("folder" in chart) return {};
  const version = chartLock[chart.name]?.appVersion;
  return { chart: chart.version, ...(version === undefined ? {} : { version }) };
}

/** The text of `loco addons`. */
export function formatAddons(addons: readonly ListedAddon[]): string {
  const rows = addons.map(({ name, on, profile, chart, version, requests, purpose }) => [
    name,
    on ? (profile === undefined ? "on" : `on (${profile})`) : "off",
    version ?? "-",
    chart ?? "own chart",
    requests === undefined ? "-" : `${requests.cpu}m`,
    requests === undefined ? "-" : `${requests.memory} MiB`,
    purpose,
  ]);
  return table(["ADDON", "STATE", "VERSION", "CHART", "CPU", "MEMORY", "FOR"], rows);
}
