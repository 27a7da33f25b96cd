import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json } from "../flags.ts";

interface Flags {
  readonly charts?: string;
  readonly json?: boolean;
}

const charts = {
  kind: "parsed",
  parse: String,
  optional: true,
  brief:
    "Where charts come from: a folder with <name>-<version>.tgz or unpacked ones, or a registry oci://...",
  placeholder: "place",
} as const;

const verify = buildCommand({
  docs: {
    brief: "Render the charts of all addons that are on, and check what comes out",
    fullDescription: [
      "Renders with real Helm and platform.toml's values, without a cluster. Each render must be the same twice, show what the addon needs shown (addresses, ranges, tolerations, ...), use every value that is set, and name no image that moves.",
      "",
      "Charts come from where [charts] mirror of platform.toml says, else from their repositories; a package must have the digest that charts.lock.json pins, where it has one. Exit code 1 when something does not hold.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      charts,
      anyDigest: flag("Take packages whatever their digest: those that you packed yourself"),
      json,
    },
  },
  async func(this: LocoContext, flags: Flags & { readonly anyDigest?: boolean }) {
    const { formatChartsVerdict, verifyCharts } = await import("../../actions/charts/verify.ts");
    const verdict = await verifyCharts(this, this.reporter, flags);
    print(this, flags.json ? JSON.stringify(verdict, undefined, 2) : formatChartsVerdict(verdict));
    const broken = verdict.addons.some(({ problems }) => problems.length > 0);
    this.process.exitCode = broken ? exitCode.failed : exitCode.ok;
  },
});

const lock = buildCommand({
  docs: {
    brief: "Pin the digests of all charts, as their repositories serve them, in charts.lock.json",
    fullDescription: [
      "Takes every chart at its pinned version and writes its package's digest and app version into platform/addons/charts.lock.json. From then on another package under the same version is refused: by loco charts verify and mirror, and by synth where charts come from a folder. Terraform's Helm provider compares no digests itself.",
      "",
      "A digest that is pinned changes only when its chart is named, as after a change of its version: npx loco charts lock traefik. Then only the charts that are named are looked at.",
      "",
      "Exit codes: 0 all charts were looked at, 1 some could not be or have another digest than the pinned one, or --check found a difference.",
    ].join("\n"),
  },
  parameters: {
    flags: { charts, check: flag("Change nothing, and fail when something would change"), json },
    positional: {
      kind: "array",
      parameter: { brief: "Chart to pin, whatever it was pinned by", parse: String, placeholder: "chart" },
    },
  },
  async func(this: LocoContext, flags: Flags & { readonly check?: boolean }, ...names: string[]) {
    const { formatLockReport, lockCharts } = await import("../../actions/charts/lock.ts");
    const report = await lockCharts(this, this.reporter, { ...flags, names });
    const check = flags.check === true;
    print(this, flags.json ? JSON.stringify(report, undefined, 2) : formatLockReport(report, check));
    const differs = check && report.changes.length > 0;
    this.process.exitCode =
      differs || report.refused.length + report.failed.length > 0 ? exitCode.failed : exitCode.ok;
  },
});

interface MirrorFlags extends Flags {
  readonly to: string;
  readonly from?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const mirror = buildCommand({
  docs: {
    brief: "Copy charts, and the images that they run, into a registry or a folder",
    fullDescription: [
      "Takes the charts of all addons that are on, renders them with platform.toml's values, and copies packages and images, all their platforms included, and the images of k3s. What is there with the same digest stays, so an interrupted run is simply run again. A folder can be carried into a closed network and brought into its registry with --from.",
      "",
      "Registries' logins are Docker's: ~/.docker/config.json, or the folder in DOCKER_CONFIG.",
      "",
      "Exit codes: 0 all is there, 1 something failed; it is named, and the rest was copied.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      to: {
        kind: "parsed",
        parse: String,
        brief: "Folder, or registry such as oci://registry.example.com/loco",
        placeholder: "place",
      },
      from: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Copy everything in this folder, filled before; asks no upstream",
        placeholder: "folder",
      },
      charts,
      all: flag("Charts of addons that are off, too, but not their images"),
      dryRun: flag("Copy nothing, and list what would be"),
      json,
    },
  },
  async func(this: LocoContext, flags: MirrorFlags) {
    const { mirrorCharts } = await import("../../actions/charts/mirror.ts");
    const { formatMirrorReport } = await import("../../actions/charts/mirror-copy.ts");
    const report = await mirrorCharts(this, this.reporter, flags);
    print(this, flags.json ? JSON.stringify(report, undefined, 2) : formatMirrorReport(report));
    this.process.exitCode = report.failed.length > 0 ? exitCode.failed : exitCode.ok;
  },
});

const outdated = buildCommand({
  docs: {
    brief: "List the charts that have newer versions than charts.lock.json pins",
    fullDescription: [
      "Asks the repository of every pinned chart, previews left out. To take a version, change it in platform/addons/charts.lock.json, then run loco charts lock <chart> and verify.",
      "",
      "Exit codes: 0 all repositories answered, 1 some did not, or --check found something newer.",
    ].join("\n"),
  },
  parameters: { flags: { check: flag("Fail when there is something newer"), json } },
  async func(this: LocoContext, flags: Pick<Flags, "json"> & { readonly check?: boolean }) {
    const { formatOutdated, isOutdated, outdatedCharts } = await import("../../actions/charts/outdated.ts");
    const report = await outdatedCharts(this, this.reporter);
    print(this, flags.json ? JSON.stringify(report, undefined, 2) : formatOutdated(report));
    const refused = flags.check === true && isOutdated(report);
    this.process.exitCode = refused || report.failed.length > 0 ? exitCode.failed : exitCode.ok;
  },
});

/** `loco charts ...` */
export const chartsRoutes = buildRouteMap({
  routes: { lock, outdated, mirror, verify },
  docs: { brief: "Look after the charts of the addons" },
});
