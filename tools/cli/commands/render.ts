import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json, text } from "../flags.ts";

interface Flags {
  readonly env?: string;
  readonly platform?: string;
  readonly values?: boolean;
  readonly json?: boolean;
}

/** `loco render [app|path...]` */
export const renderCommand = buildCommand({
  docs: {
    brief: "Print the Kubernetes objects that apps become",
    fullDescription: [
      "Renders apps with Helm and prints their manifests, first what outlives the app's releases (<app>-base), then the app. Asks no cluster. Without an argument: loco.toml and all blueprints of this folder.",
      "",
      "Standard output holds everything that was asked for, or nothing: mistakes go to standard error.",
      "",
      "Exit codes: 0 rendered, 1 an app has mistakes.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      env: text("This environment of the apps; otherwise LOCO_ENV, else none", "name"),
      platform: text("Facts of the platform, from loco platform pull; otherwise from platform.toml", "file"),
      values: flag("Print the values of the charts instead"),
      json,
    },
    positional: {
      kind: "array",
      parameter: {
        brief: "Blueprints, files, or folders that hold a loco.toml",
        parse: String,
        placeholder: "app|path",
      },
    },
  },
  async func(this: LocoContext, flags: Flags, ...args: string[]) {
    const { readyApps } = await import("../../actions/render/ready-apps.ts");
    const { renderApps } = await import("../../actions/render/render-apps.ts");
    const { appJson, formatManifests, formatValues } = await import("../../actions/render/format.ts");
    const environment = flags.env ?? (this.env.LOCO_ENV || undefined);
    const { apps, diagnostics } = readyApps(this.cwd, { args, environment, platform: flags.platform });
    const failed = diagnostics.some(({ severity }) => severity === "error");
    this.process.exitCode = failed ? exitCode.failed : exitCode.ok;
    const write = (text: string) => this.process.stdout.write(text);
    if (flags.json) {
      const rendered = await renderApps(this.env, this.reporter, apps);
      return print(this, JSON.stringify({ apps: rendered.map(appJson), diagnostics }, undefined, 2));
    }
    if (diagnostics.length > 0) this.process.stderr.write(`${formatDiagnostics(diagnostics)}\n`);
    if (failed) return;
    if (flags.values) return write(formatValues(apps));
    write(formatManifests(await renderApps(this.env, this.reporter, apps)));
  },
});
