import { relative } from "node:path";
import { backendOf } from "./backend.ts";
import { complaintsOf } from "./complaints.ts";
import { newLogFile } from "./log-file.ts";
import { progressOf } from "./progress.ts";
import { type FailedRun, terraformError } from "./terraform-error.ts";
import { type EndedRun, runLogged, runTerraform, type TerraformCommand } from "./terraform-process.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** Runs Terraform in the stack's folder, after an init where it asks for one. Errors: TOOL_FAILED, STATE_LOCKED. */
export function terraformRunner(projectDir: string, dir: string, binary: string, env: Env) {
  const program = env.TERRAFORM_BINARY_NAME || (binary.endsWith("tofu") ? "tofu" : "terraform");
  const place = () => ({
    backend: backendOf(dir),
    terraform: `${program} -chdir=${relative(projectDir, dir)}`,
  });
  const command = (args: readonly string[]): TerraformCommand => ({
    binary,
    dir,
    args,
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
  });
  const fail = (title: string, run: EndedRun, log?: string) => {
    const failed: FailedRun = {
      ...place(),
      title,
      output: `${run.output}\n${run.errors}`,
      exitCode: run.exitCode,
      interrupted: run.interrupted,
      ...(log === undefined ? {} : { log: relative(projectDir, log) }),
    };
    return terraformError(failed);
  };
  const plain = async (args: readonly string[]): Promise<EndedRun> => runTerraform(command(args));
  const init = async () => {
    const run = await plain(["init", "-input=false", "-no-color"]);
    if (run.exitCode === 0) return;
    const upgrade = ["init", "-input=false", "-no-color", "-upgrade"];
    const again = /init -upgrade/.test(run.output + run.errors) ? await plain(upgrade) : run;
    if (again.exitCode !== 0) throw fail("terraform init", again);
  };
  const withInit = async (attempt: () => Promise<EndedRun>): Promise<EndedRun> => {
    const run = await attempt();
    if (run.exitCode === 0 || !asksForInit(run)) return run;
    await init();
    return attempt();
  };
  return {
    /** A short command's output. */
    async ask(args: readonly string[]): Promise<string> {
      const run = await withInit(() => plain([...args]));
      if (run.exitCode !== 0) throw fail(`terraform ${args.slice(0, 2).join(" ")}`, run);
      return run.output;
    },
    /**
     * Takes the state's lock and gives it back. A dry run of `state rm` does so before it finds that there is nothing to
     * remove, and needs neither providers nor a plan.
     */
    async probeLock(): Promise<void> {
      const args = ["state", "rm", "-dry-run", "terraform_data.loco-lock-probe"];
      const run = await withInit(() => plain(args));
      if (run.exitCode === 0) return;
      const error = fail("looking at the state", run);
      if (error.code === "STATE_LOCKED") throw error;
      if (!/No matching objects|Invalid target address|No state file/.test(run.output + run.errors))
        throw error;
    },
    /** The output of a command that prints JSON lines, and that may take long. */
    async work(args: readonly string[], progress: (detail: string) => void = () => {}): Promise<string> {
      const log = newLogFile(projectDir, args[0] ?? "", new Date());
      const run = await withInit(() =>
        runLogged(command(args), log, (line) => {
          const detail = progressOf(line);
          if (detail !== undefined) progress(detail);
        }),
      );
      if (run.exitCode !== 0) throw fail(`terraform ${args[0]}`, run, log);
      return run.output;
    },
  };
}

/** Terraform itself says when the backend, the providers or the lock file call for an init. */
function asksForInit({ output, errors }: EndedRun): boolean {
  return complaintsOf(`${output}\n${errors}`).some(({ summary, detail }) =>
    /\b(terraform|tofu) init\b/.test(`${summary} ${detail}`),
  );
}
