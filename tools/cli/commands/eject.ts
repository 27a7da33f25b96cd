import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json, platformFlag, text } from "../flags.ts";

interface Flags {
  readonly to?: string;
  readonly env?: string;
  readonly platform?: string;
  readonly json?: boolean;
}

/** `loco eject <app|path>` */
export const ejectCommand = buildCommand({
  docs: {
    brief: "Write an app's charts and values as plain files, for Helm alone",
    fullDescription:
      "Writes two folders, each with a chart and its values, and a README with the commands that install them. Nothing ties them to loco.toml any more. A folder that holds something is not written to. Secrets are not in it: they are only ever in the cluster.",
  },
  parameters: {
    flags: {
      to: text("Folder to write; otherwise <app>-ejected", "folder"),
      env: text("This environment of the app; otherwise LOCO_ENV, else none", "name"),
      platform: platformFlag,
      json,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A blueprint, or the folder of a loco.toml", parse: String, placeholder: "app|path" },
      ],
    },
  },
  async func(this: LocoContext, { env, to, platform, ...flags }: Flags, app: string) {
    const { eject } = await import("../../actions/eject/eject.ts");
    const environment = env ?? (this.env.LOCO_ENV || undefined);
    const { diagnostics, folder, files } = eject(this.cwd, { args: [app], environment, platform, to });
    this.process.exitCode = folder === undefined ? exitCode.failed : exitCode.ok;
    if (flags.json) return print(this, JSON.stringify({ folder, files, diagnostics }, undefined, 2));
    if (diagnostics.length > 0) this.process.stderr.write(`${formatDiagnostics(diagnostics)}\n`);
    if (folder !== undefined)
      print(this, `wrote ${files.length} files into ${folder}; its README.md says how to install them`);
  },
});
