import { join } from "node:path";
import { agents, servers } from "../../platform/config/topology.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../platform/read-platform.ts";
import { readKubeconfig, writeKubeconfig } from "../actions/kubeconfig.ts";
import { openStack } from "../actions/stack/stack.ts";
import type { Reporter } from "../console/reporter.ts";
import type { DaemonStatus } from "./daemon/control.ts";
import { ensureDaemon } from "./daemon/daemon-process.ts";
import { deployPlatform, sandboxEnvironment } from "./deploy.ts";
import { probeNamespaces } from "./host/namespaces.ts";
import type { Publish } from "./host/published.ts";
import { type SandboxNetwork, sandboxLayout, sandboxNetwork } from "./layout.ts";
import { cacheDir, type ToolchainContext } from "./toolchain/context.ts";
import { ensureKubernetes } from "./toolchain/kubernetes.ts";
import { findProgram } from "./toolchain/programs.ts";
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
  /** How to reach the cluster; absent where machines cannot boot. */
  readonly cluster?: {
    readonly kubeconfig: string;
    /** A kubectl of the cluster's version. */
    readonly kubectl: string;
  };
}

/**
 * From nothing to a platform on this machine: makes sure of the tools, starts the local CloudStack, deploys to it as to
 * any other, and waits until every node is Ready. Running it again applies what changed in platform.toml.
 */
export async function sandboxUp({ project, env, reporter, publish }: UpOptions): Promise<RunningSandbox> {
  const network = sandboxNetwork(env);
  const nodes = expectedNodes(project, network);
  const layout = sandboxLayout(project);
  const context: ToolchainContext = { cacheDir: cacheDir(env), reporter, env };
  const support = await probeNamespaces();
  if (support.kind === "missing") {
    reporter.warn(`machines will be deployed but not booted: ${support.reason}; ${support.hint}`);
  } else {
    await requireCurl(env);
  }
  const terraform = await ensureTerraform(context);
  const tools = { terraform, providers: await ensureProviders(terraform, context) };
  const kubernetes = support.kind === "missing" ? undefined : await ensureKubernetes(context);
  const daemon = await reporter.step("starting a local CloudStack", () =>
    ensureDaemon(layout, {
      project,
      network,
      binDir: kubernetes?.binDir ?? join(layout.dir, "bin"),
      ...(publish === undefined ? {} : { publish }),
    }),
  );
  await reporter.step("cdktf deploy platform", (progress) =>
    deployPlatform(layout, daemon.api, tools, progress),
  );
  if (kubernetes === undefined) return { status: daemon };

  const stackEnv = { ...env, ...sandboxEnvironment(daemon.api, tools) };
  const text = await readKubeconfig(await openStack(project, stackEnv));
  const kubeconfig = writeKubeconfig(project, layout.kubeconfig, text, true);
  const title = `Kubernetes API and ${nodes.length} nodes`;
  await reporter.step(title, (progress) => waitUntilReady(text, nodes, progress));
  return { status: daemon, cluster: { kubeconfig, kubectl: join(kubernetes.binDir, "kubectl") } };
}

/** Names of the nodes in platform.toml with the sandbox's overlay; nothing is started for a file with mistakes. */
function expectedNodes(project: string, network: SandboxNetwork): string[] {
  const { config } = requirePlatform(project, "sandbox");
  const mirror = `http://${network.managementAddress}:${network.mirrorPort}`;
  if (config.k3s.install === "download" && config.k3s.mirror !== mirror) {
    throw new LocoError(
      "CONFIG_INVALID",
      `k3s.mirror is ${config.k3s.mirror}, but the sandbox's is ${mirror}`,
      {
        hint: `set k3s.mirror = "${mirror}" in platform.sandbox.toml, or change LOCO_SANDBOX_NETWORK to fit it`,
      },
    );
  }
  return [...servers(config), ...agents(config)].map(({ name }) => name);
}

/** The nodes download k3s with it, as a cloud image's do; machines of the sandbox have the host's programs. */
async function requireCurl(env: Env): Promise<void> {
  if ((await findProgram("curl", env)) !== undefined) return;
  throw new LocoError("TOOL_MISSING", "curl is not on PATH, and the sandbox's nodes need it", {
    hint: "install it, for instance with apt-get install curl",
  });
}
