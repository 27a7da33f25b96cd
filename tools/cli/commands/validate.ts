import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { fixAll } from "../../actions/validate/fix.ts";
import { validate } from "../../actions/validate/validate.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json, platformFlag, text } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly env?: string;
  readonly platform?: string;
}

/** `loco validate [app|path...]` */
export const validateCommand = buildCommand({
  docs: {
    brief: "Check platform.toml and apps",
    fullDescription:
      "Checks files of ours without synthesising, and lists every mistake at file:line:column.\nWithout an argument: platform.toml with each platform.<env>.toml laid over it, loco.toml, and all blueprints with\ntheir environments, as far as they are in this folder. An app that is named is judged among all blueprints that it lies\nwith.",
  },
  parameters: {
    flags: {
      json,
      fix: flag("Mend misspelt keys and keys in the wrong table"),
      env: text("Check this environment of the apps alone", "name"),
      platform: platformFlag,
    },
    positional: {
      kind: "array",
      parameter: {
        brief: "Blueprints, files, or folders that hold a platform.toml or loco.toml",
        parse: String,
        placeholder: "app|path",
      },
    },
  },
  func(this: LocoContext, { env, platform, ...flags }: Flags, ...args: string[]) {
    const check = () => validate(this.cwd, args, { environment: env, platform });
    const { done, validation } = flags.fix ? fixAll(this.cwd, check) : { done: [], validation: check() };
    const { files, diagnostics, notes } = validation;
    const failed = diagnostics.some(({ severity }) => severity === "error");
    if (flags.json)
      print(this, JSON.stringify({ valid: !failed, files, fixed: done, diagnostics, notes }, undefined, 2));
    else {
      for (const line of done) print(this, `fixed  ${line}`);
      if (diagnostics.length > 0) print(this, formatDiagnostics(diagnostics));
      for (const note of notes) print(this, `warning: ${note}`);
      if (!failed) print(this, `${files.join(", ")}: ok`);
    }
    this.process.exitCode = failed ? exitCode.failed : exitCode.ok;
  },
});
