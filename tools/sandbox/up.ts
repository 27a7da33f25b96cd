import { join } from "node:path";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";
import { agents, servers } from "../../platform/config/topology.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { readPlatform } from "../../platform/read-platform.ts";
import { readKubeconfig, writeKubeconfig } from "../actions/kubeconfig.ts";
import type { Reporter } from "../console/reporter.ts";
import type { DaemonStatus } from "./daemon/control.ts";
import { ensureDaemon } from "./daemon/daemon-process.ts";
import { deployPlatform, sandboxEnvironment } from "./deploy.ts";
import type { Publish } from "./host/published.ts";
import { sandboxLayout, sandboxNetwork } from "./layout.ts";
import { cacheDir, type ToolchainContext } from "./toolchain/context.ts";
import { ensureKubernetes } from "./toolchain/kubernetes.ts";
import { ensureProviders } from "./toolchain/providers.ts";
import { ensureTerraform } from "./toolchain/terraform.ts";
import { waitUntilReady } from "./wait-ready.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What `sandbox up` needs from the world. */
export interface UpOptions {
  readonly project: string;
  readonly env: Env;
  readonly reporter: Reporter;
  readonly publish?: Publish;
}

/** A sandbox that is up. */
export interface RunningSandbox {
  readonly status: DaemonStatus;
  /** Absent where machines cannot boot. */
  readonly kubeconfig?: string;
  /** A kubectl of the cluster's version. */
  readonly kubectl: string;
}

/**
 * From nothing to a platform on this machine: makes sure of the tools, starts the local CloudStack, deploys to it as to
 * any other, and waits until every node is Ready. Running it again applies what changed in platform.toml.
 */
export async function sandboxUp({ project, env, reporter, publish }: UpOptions): Promise<RunningSandbox> {
  const network = sandboxNetwork(env);
  const nodes = expectedNodes(project);
  const layout = sandboxLayout(project);
  const context: ToolchainContext = { cacheDir: cacheDir(env), reporter, env };
  const terraform = await ensureTerraform(context);
  const providers = await ensureProviders(terraform, context);
  const kubernetes = await ensureKubernetes(context);
  const tools = { terraform, providers };

  const settings = {
    project,
    network,
    binDir: kubernetes.binDir,
    ...(publish === undefined ? {} : { publish }),
  };
  const daemon = await reporter.step("starting a local CloudStack", () => ensureDaemon(layout, settings));
  await reporter.step("cdktf deploy platform", (progress) =>
    deployPlatform(layout, daemon.api, tools, progress),
  );
  const kubectl = join(kubernetes.binDir, "kubectl");
  if (daemon.withoutMachines !== undefined) {
    reporter.warn(`machines are deployed but not booted: ${daemon.withoutMachines}`);
    return { status: daemon, kubectl };
  }
  const text = await readKubeconfig(project, terraform.binary, {
    ...env,
    ...sandboxEnvironment(daemon.api, tools),
  });
  const kubeconfig = writeKubeconfig(project, layout.kubeconfig, text, true);
  const title = `Kubernetes API and ${nodes.length} nodes`;
  await reporter.step(title, (progress) => waitUntilReady(text, nodes, progress));
  return { status: daemon, kubeconfig, kubectl };
}

/** Names of the nodes in platform.toml with the sandbox's overlay; nothing is started for a file with mistakes. */
function expectedNodes(project: string): string[] {
  const { config, diagnostics } = readPlatform(project, "sandbox");
  if (config === undefined)
    throw new LocoError("CONFIG_INVALID", `platform.toml has mistakes\n${formatDiagnostics(diagnostics)}`);
  return [...servers(config), ...agents(config)].map(({ name }) => name);
}
