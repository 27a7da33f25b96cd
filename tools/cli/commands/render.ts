import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json, platformFlag, text } from "../flags.ts";

interface Flags {
  readonly env?: string;
  readonly platform?: string;
  readonly values?: boolean;
  readonly diff?: string;
  readonly json?: boolean;
}

/** `loco render [app|path...]` */
export const renderCommand = buildCommand({
  docs: {
    brief: "Print the Kubernetes objects that apps become",
    fullDescription: [
      "Renders apps with Helm and prints their manifests, first what outlives the app's releases (<app>-base), then the app. Asks no cluster. Without an argument: loco.toml and all blueprints of this folder. An app that is named is judged among all blueprints that it lies with.",
      "",
      "With --diff both states are rendered with the charts of this Loco, each with its own platform.toml. Beside the objects it says what a change leaves behind, and what it may not do to data. Whether something differs is no matter of the exit code, but of --json.",
      "",
      "Standard output holds everything that was asked for, or nothing: mistakes go to standard error.",
      "",
      "Exit codes: 0 rendered, 1 an app has mistakes, or --diff found what would lose data.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      env: text("This environment of the apps; otherwise LOCO_ENV, else none", "name"),
      platform: platformFlag,
      values: flag("Print the values of the charts instead"),
      diff: text(
        "Print how objects differ from those of the same files at a commit, branch or tag",
        "git ref",
      ),
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
    const { render } = await import("../../actions/render/render.ts");
    if (flags.values && flags.diff !== undefined)
      throw new LocoError("USAGE", "--values and --diff exclude each other");
    const environment = flags.env ?? (this.env.LOCO_ENV || undefined);
    const wanted = { args, environment, platform: flags.platform };
    const shown = flags.diff === undefined ? (flags.values ? "values" : "objects") : { since: flags.diff };
    const { failed, diagnostics, ...answer } = await render(this, wanted, shown);
    this.process.exitCode = failed ? exitCode.failed : exitCode.ok;
    if (flags.json) return print(this, JSON.stringify({ ...answer.json(), diagnostics }, undefined, 2));
    if (diagnostics.length > 0) this.process.stderr.write(`${formatDiagnostics(diagnostics)}\n`);
    this.process.stdout.write(answer.text());
  },
});
