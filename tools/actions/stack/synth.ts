import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { LocoError } from "../../../platform/errors/loco-error.ts";

/** What cdktf.json says. */
export interface CdktfProject {
  /** The command that synthesises, for a shell. */
  readonly app: string;
  /** Where it writes to; absolute. */
  readonly output: string;
}

/**
 * Reads cdktf.json.
 *
 * @throws LocoError CONFIG_MISSING
 */
export function readCdktfProject(projectDir: string): CdktfProject {
  const path = join(projectDir, "cdktf.json");
  if (!existsSync(path)) {
    throw new LocoError("CONFIG_MISSING", `${projectDir} has no cdktf.json`, {
      hint: "run loco in the platform's folder",
    });
  }
  const { app, output = "cdktf.out" } = JSON.parse(readFileSync(path, "utf8")) as {
    app: string;
    output?: string;
  };
  return { app, output: resolve(projectDir, output) };
}

/**
 * Runs the app as `cdktf synth` does, without the rest of cdktf, which takes longer than the app itself.
 *
 * @throws LocoError CONFIG_INVALID with the diagnostics, TOOL_FAILED
 * @see https://github.com/hashicorp/terraform-cdk/blob/main/packages/@cdktf/cli-core/src/lib/synth-stack.ts
 */
export async function synthesise(
  projectDir: string,
  { app, output }: CdktfProject,
  env: Readonly<Partial<Record<string, string>>>,
): Promise<void> {
  const context = JSON.parse(env.CDKTF_CONTEXT_JSON ?? "{}") as Record<string, unknown>;
  const { exitCode, stderr } = await execa(app, {
    shell: true,
    cwd: projectDir,
    extendEnv: false,
    env: {
      ...env,
      CDKTF_OUTDIR: output,
      CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
      CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, cdktfRelativeModules: [] }),
    },
    stdin: "ignore",
    reject: false,
  });
  if (exitCode === 0) return;
  const words = stripVTControlCharacters(stderr).trim();
  if (/^\S*\.toml\b/m.test(words)) {
    throw new LocoError("CONFIG_INVALID", `platform.toml has mistakes\n${words}`);
  }
  const [first, ...rest] = words.split("\n");
  const isOurs = rest.length < 6 && !/^\s+at /m.test(words);
  throw new LocoError("TOOL_FAILED", `synth failed: ${first || `exit code ${exitCode}`}`, {
    hint: isOurs && rest.length > 0 ? rest.join("\n") : `it ran ${app} in ${projectDir}`,
    cause: words,
  });
}
