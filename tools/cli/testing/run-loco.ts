import { silentReporter } from "../../console/reporter.ts";
import { runLoco as runWith } from "../run.ts";

/** Runs a command line in a folder, as the program `loco` does, and returns what it printed. */
export async function runLoco(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  /** What a person at the terminal answers to everything; without it nobody is there. */
  answer?: string,
) {
  const output = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") => ({
    write(text: string) {
      output[name] += text;
    },
  });
  const process = {
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    env: {},
    exitCode: null as number | string | null,
  };
  const ask = answer === undefined ? {} : { ask: async () => answer };
  const context = { process, reporter: silentReporter, cwd, env, ...ask };
  await runWith(args, context, { version: "1.2.3", verbose: false });
  return { ...output, code: process.exitCode };
}
