import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { runAgent } from "./agent/run.ts";
import { readConfig } from "./config/load.ts";
import { type Command, mergeConfig } from "./config/merge.ts";
import { agentSettings, serverSettings } from "./config/settings.ts";
import { layoutFrom } from "./layout.ts";
import { FatalError, logLine, logrus } from "./log.ts";
import { createRuntime } from "./runtime.ts";
import { runServer } from "./server/run.ts";
import { version } from "./version.ts";

const write = (text: string) => process.stderr.write(text);
const layout = layoutFrom(process.env);

const usage = `NAME:
   k3s - Kubernetes, small and simple (the Loco sandbox's stand-in for ${version})

COMMANDS:
   server   Run management server
   agent    Run node agent
   kubectl  Run kubectl
`;

async function main(program: string, args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  if (program === "kubectl") return kubectl(args);
  switch (command) {
    case "server":
    case "agent":
      return runNode(command, rest);
    case "kubectl":
      return kubectl(rest);
    case "--version":
    case "-v":
      process.stdout.write(`k3s version ${version} (sandbox)\n`);
      return;
    case "etcd-snapshot":
      throw new FatalError("k3s etcd-snapshot: the sandbox's stand-in takes no snapshots yet");
    case undefined:
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(usage);
      return;
    default:
      throw new FatalError(`No help topic for '${command}'`);
  }
}

/** Runs kubectl in this process's place, with the admin's kubeconfig unless KUBECONFIG names another. */
function kubectl(args: readonly string[]): void {
  const env = { KUBECONFIG: layout.kubeconfig, ...process.env };
  const { status } = spawnSync(join(layout.bin, "kubectl"), args, { stdio: "inherit", env });
  process.exitCode = status ?? 1;
}

async function runNode(command: Command, args: readonly string[]): Promise<void> {
  const log = logrus(write);
  const runtime = createRuntime(layout, log, write, fail);
  process.once("SIGTERM", () => end(0)).once("SIGINT", () => end(0));
  function end(code: number): void {
    runtime.stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  }
  function fail(reason: string): void {
    write(`${logLine("fatal", reason, new Date())}\n`);
    end(1);
  }

  try {
    const values = mergeConfig(command, process.env, readConfig(configFile(args)), args);
    log.info(`Starting k3s ${command === "agent" ? "agent " : ""}${version} (sandbox)`);
    if (command === "server") await runServer(serverSettings(values, layout), runtime);
    else await runAgent(agentSettings(values, layout), runtime);
  } catch (error) {
    if (runtime.stopping.aborted) return;
    fail(error instanceof FatalError ? error.message : `${(error as Error).stack}`);
  }
}

/** The file that `--config` names; it has to be known before the other flags can be read. */
function configFile(args: readonly string[]): string {
  for (const [index, arg] of args.entries()) {
    const match = /^(?:--config|-c)(?:=(.*))?$/.exec(arg);
    if (match !== null) return match[1] ?? args[index + 1] ?? layout.config;
  }
  return layout.config;
}

main(basename(process.argv[1] ?? "k3s"), process.argv.slice(2)).catch((error: unknown) => {
  write(`${logLine("fatal", error instanceof FatalError ? error.message : String(error), new Date())}\n`);
  process.exitCode = 1;
});
