import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly charts?: string;
  readonly json?: boolean;
}

const verify = buildCommand({
  docs: {
    brief: "Render the charts of all addons that are on, and check what comes out",
    fullDescription: [
      "Renders with real Helm and platform.toml's values, without a cluster. Each render must be the same twice, show what the addon needs shown (addresses, ranges, tolerations, ...), use every value that is set, and name no image that moves.",
      "",
      "Charts come from their repositories, or from a folder. Exit code 1 when something does not hold.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      charts: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Folder with the charts, as <name>-<version>.tgz or unpacked",
        placeholder: "folder",
      },
      json,
    },
  },
  async func(this: LocoContext, flags: Flags) {
    const { formatChartsVerdict, verifyCharts } = await import("../../actions/charts/verify.ts");
    const verdict = await verifyCharts(this.cwd, this.env, this.reporter, flags.charts);
    print(this, flags.json ? JSON.stringify(verdict, undefined, 2) : formatChartsVerdict(verdict));
    const broken = verdict.addons.some(({ problems }) => problems.length > 0);
    this.process.exitCode = broken ? exitCode.failed : exitCode.ok;
  },
});

/** `loco charts ...` */
export const chartsRoutes = buildRouteMap({
  routes: { verify },
  docs: { brief: "Look after the charts of the addons" },
});
