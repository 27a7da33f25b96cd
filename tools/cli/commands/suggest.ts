import { buildCommand } from "@stricli/core";
import { formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { type AppSuggestions, type FileSuggestion, suggest } from "../../actions/suggest/suggest.ts";
import { wrap } from "../../console/wrap.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json, platformFlag, text } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
  readonly env?: string;
  readonly platform?: string;
}

/** `loco suggest [app|path...]` */
export const suggestCommand = buildCommand({
  docs: {
    brief: "What would make apps safer, cheaper or faster",
    fullDescription:
      "Lists what would make an app safer, cheaper or faster: each with its reason and the lines of its file, what matters\nmost first. Nothing is written. Each can be made as it is shown; what to adapt is said. Without an argument: the\nloco.toml and all blueprints of this folder.",
  },
  parameters: {
    flags: {
      json,
      env: text("Look at this environment; changes are shown in its table", "name"),
      platform: platformFlag,
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
  func(this: LocoContext, { env, platform, json: asJson }: Flags, ...args: string[]) {
    const apps = suggest(this.cwd, args, { environment: env, platform });
    if (asJson) print(this, JSON.stringify({ apps }, undefined, 2));
    else print(this, apps.map(format).join("\n\n"));
    const broken = apps.some(({ diagnostics }) => diagnostics.length > 0);
    this.process.exitCode = broken ? exitCode.failed : exitCode.ok;
  },
});

function format({ file, suggestions, diagnostics }: AppSuggestions): string {
  if (diagnostics.length > 0) return formatDiagnostics(diagnostics);
  if (suggestions.length === 0) return `${file}: nothing to suggest`;
  return [file, ...suggestions.map((each) => formatOne(each))].join("\n\n");
}

const formatOne = ({ name, gain, line, why, lines, adapt }: FileSuggestion): string =>
  [
    `${gain}: ${name}${line === undefined ? "" : ` (line ${line})`}`,
    ...wrap(why, 94).map((each) => `  ${each}`),
    ...lines.map(({ sign, text: each }) => `    ${sign} ${each}`),
    ...(adapt === undefined ? [] : wrap(`> ${adapt}`, 94).map((each) => `  ${each}`)),
  ].join("\n");
