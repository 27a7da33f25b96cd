import { execa } from "execa";
import { parse } from "yaml";
import { LocoError } from "../../platform/errors/loco-error.ts";

/** What a chart's own Chart.yaml says. Errors: CHART_MISSING when it is no chart. */
export type ChartFile = (path: string) => Promise<{
  readonly name: string;
  readonly version: string;
  readonly appVersion: string | undefined;
}>;

/** Reads it with the Helm program `helm`, from a package or a folder. */
export const helmChartFile =
  (helm: string): ChartFile =>
  async (path) => {
    const { stdout, stderr, exitCode } = await execa(helm, ["show", "chart", path], { reject: false });
    if (exitCode !== 0) {
      throw new LocoError("CHART_MISSING", `${path} is no chart: ${stderr.replace(/^Error: /, "").trim()}`, {
        hint: "delete it and take the chart from its repository again",
      });
    }
    const { name, version, appVersion } = parse(stdout) as Readonly<Record<string, unknown>>;
    return {
      name: String(name),
      version: String(version),
      appVersion: appVersion === undefined ? undefined : String(appVersion),
    };
  };
