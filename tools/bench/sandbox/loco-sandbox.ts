import { rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { makeScratchProject } from "../../sandbox/scratch-project.ts";
import type { RunningSandbox } from "../../sandbox/up.ts";

/** Addresses of the bench's sandboxes, apart from a person's and the tests'. */
const RANGE = "127.0.80.0/24";

/** A sandbox of the bench's own, driven by the commands that a person types. */
export interface BenchSandbox {
  readonly project: string;
  /**
   * Starts it and waits until all nodes are Ready; how long that took, in milliseconds.
   *
   * @throws LocoError TOOL_FAILED with what it said, SANDBOX_FAILED where machines do not boot.
   */
  readonly up: () => Promise<number>;
  readonly reset: () => Promise<void>;
}

/**
 * Runs work with a sandbox and takes it away afterwards. `cache` names caches other than the user's, as environment
 * variables.
 */
export async function withSandbox<T>(
  work: (sandbox: BenchSandbox) => Promise<T>,
  progress: (detail: string) => void,
  cache: Readonly<Record<string, string>> = {},
): Promise<T> {
  const project = makeScratchProject("loco-bench-", RANGE);
  const env = { ...cache, LOCO_SANDBOX_NETWORK: RANGE };
  const loco = async (...args: readonly string[]) => {
    const running = execa(process.execPath, [join(project, "tools/cli/loco.js"), ...args], {
      cwd: project,
      env,
      reject: false,
      stdin: "ignore",
    });
    const said: string[] = [];
    for await (const line of running.iterable({ from: "stderr" })) {
      said.push(line);
      progress(line.trim());
    }
    const { exitCode, stdout } = await running;
    if (exitCode === 0) return stdout;
    throw new LocoError("TOOL_FAILED", `loco ${args.join(" ")} ended with ${exitCode}`, {
      hint: said.slice(-12).join("\n"),
    });
  };
  const reset = async () => void (await loco("sandbox", "reset"));
  try {
    return await work({
      project,
      reset,
      up: async () => {
        const started = performance.now();
        const { cluster } = JSON.parse(await loco("sandbox", "up", "--json")) as RunningSandbox;
        if (cluster === undefined)
          throw new LocoError("SANDBOX_FAILED", "machines do not boot here, so there is no API to wait for", {
            hint: "npx loco sandbox up says why",
          });
        return performance.now() - started;
      },
    });
  } finally {
    await reset().catch(() => {});
    rmSync(project, { recursive: true, force: true });
  }
}
