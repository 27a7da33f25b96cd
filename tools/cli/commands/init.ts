import { buildCommand } from "@stricli/core";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type FirstFile, firstFile, writeFirstFile } from "../../actions/init/init.ts";
import { type LocoContext, print } from "../context.ts";
import { flag, json, text } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
  readonly name?: string;
  readonly yes?: boolean;
}

/** `loco init` */
export const initCommand = buildCommand({
  docs: {
    brief: "Write a loco.toml from what this folder holds",
    fullDescription:
      "Writes loco.toml from what this folder holds: Dockerfile, files of the language, Procfile, .env.example (never .env),\ncompose file. Each line says where it is from. The file is valid, and one that is there is not overwritten. At a\nterminal it is shown first, and written after a yes.",
  },
  parameters: {
    flags: {
      json,
      name: text("Name of the app; otherwise from the folder", "name"),
      yes: flag("Write without asking"),
    },
  },
  async func(this: LocoContext, { name, yes, json: asJson }: Flags) {
    const file = firstFile(this.cwd, name);
    if (!asJson) print(this, file.text);
    if (this.ask !== undefined && !yes && !asJson) {
      const answer = await this.ask("Write this to loco.toml? (yes/no)");
      if (!/^y(?:es)?$/i.test(answer)) throw new LocoError("NOT_CONFIRMED", "not confirmed, so not written");
    }
    writeFirstFile(this.cwd, file.text);
    print(this, asJson ? JSON.stringify({ file: "loco.toml", ...file }, undefined, 2) : next(file));
  },
});

function next({ name, secrets, notes, text: written }: FirstFile): string {
  const literals = secrets.map((each) => ` \\\n      --from-literal=${each}=...`).join("");
  const steps = [
    "read loco.toml: each line says where it is from",
    ...(/# CHANGE\b/.test(written) ? ["change the lines marked CHANGE"] : []),
    ...(/^image = /m.test(written)
      ? []
      : ['build the image, push it, and write image = "..." into loco.toml']),
    ...(secrets.length === 0
      ? []
      : [
          `set its secrets, once the app has its namespace:\n    kubectl -n ${name} create secret generic app-secrets${literals}`,
        ]),
    "npx loco validate checks it, npx loco suggest says what could be better",
  ];
  return [
    ...(notes.length === 0 ? [] : ["Not taken, or to know:", ...notes.map((note) => `  - ${note}`), ""]),
    "wrote loco.toml",
    "",
    "Next:",
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
  ].join("\n");
}
