import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

/** The programs that metrics and alerts go through, by the absolute paths of their binaries. */
export interface Observability {
  readonly promtool: string;
  readonly alertmanager: string;
  readonly amtool: string;
  readonly vmalert: string;
  readonly vmagent: string;
  /** VictoriaMetrics as one program, as vmsingle runs it. */
  readonly victoriaMetrics: string;
}

/**
 * Makes sure of the programs of the observability addons, for the tests that check and run what the addons configure.
 * Errors: those of {@link ensureBuilt}.
 */
export async function ensureObservability(context: ToolchainContext): Promise<Observability> {
  const { goMod } = await readModuleFiles("observability");
  const bin = join(await ensureBuilt(observabilityModule(goMod), context), "bin");
  return {
    promtool: join(bin, "promtool"),
    alertmanager: join(bin, "alertmanager"),
    amtool: join(bin, "amtool"),
    vmalert: join(bin, "vmalert"),
    vmagent: join(bin, "vmagent"),
    victoriaMetrics: join(bin, "victoria-metrics"),
  };
}

/** The tools module of {@link Observability}, with the versions its `go.mod` pins. */
export function observabilityModule(goMod: string): GoModule {
  const alertmanager = pinnedVersion(goMod, "github.com/prometheus/alertmanager");
  const victoriaMetrics = pinnedVersion(goMod, "github.com/VictoriaMetrics/VictoriaMetrics");
  return {
    name: "observability",
    title: `Alertmanager ${alertmanager} and VictoriaMetrics ${victoriaMetrics}`,
    programs: [
      { package: "github.com/prometheus/prometheus/cmd/promtool", places: ["bin/promtool"] },
      { package: "github.com/prometheus/alertmanager/cmd/alertmanager", places: ["bin/alertmanager"] },
      { package: "github.com/prometheus/alertmanager/cmd/amtool", places: ["bin/amtool"] },
      { package: "github.com/VictoriaMetrics/VictoriaMetrics/app/vmalert", places: ["bin/vmalert"] },
      { package: "github.com/VictoriaMetrics/VictoriaMetrics/app/vmagent", places: ["bin/vmagent"] },
      {
        package: "github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics",
        places: ["bin/victoria-metrics"],
      },
    ],
    linkerValues: {},
    // promtool without Prometheus' service discovery by way of clouds: 240 packages less, and the largest there are.
    tags: ["remove_all_sd"],
    // Since 0.32 the web interface is built by npm and no longer in the repository; the tests speak to the API only.
    // https://github.com/prometheus/alertmanager/pull/5113
    incomplete: [
      {
        path: "github.com/prometheus/alertmanager",
        files: { "ui/app/dist/index.html": "<!doctype html>\n" },
      },
    ],
  };
}
