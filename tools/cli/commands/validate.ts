import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { validate } from "../../actions/validate.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
}

/** `loco validate [path...]` */
export const validateCommand = buildCommand({
  docs: {
    brief: "Check platform.toml and its overlays",
    fullDescription:
      "Checks files of ours without synthesising, and lists every mistake at file:line:column.\nWithout a path: platform.toml and each platform.<env>.toml laid over it.",
  },
  parameters: {
    flags: { json },
    positional: {
      kind: "array",
      parameter: { brief: "Files, or folders that hold a platform.toml", parse: String, placeholder: "path" },
    },
  },
  func(this: LocoContext, flags: Flags, ...paths: string[]) {
    const { files, diagnostics } = validate(this.cwd, paths);
    const failed = diagnostics.some(({ severity }) => severity === "error");
    if (flags.json) print(this, JSON.stringify({ valid: !failed, files, diagnostics }, undefined, 2));
    else if (diagnostics.length > 0) print(this, formatDiagnostics(diagnostics));
    if (!flags.json && !failed) print(this, `${files.join(", ")}: ok`);
    this.process.exitCode = failed ? exitCode.failed : exitCode.ok;
  },
});
