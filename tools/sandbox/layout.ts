import { join } from "node:path";
import { parseCidr } from "../../platform/config/ipv4.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";

/** Where a sandbox listens on this machine. */
export interface SandboxNetwork {
  /** Loopback range that stands for the internet: the first address is the sandbox's own, .10 to .250 are public ones. */
  readonly range: string;
  readonly managementAddress: string;
  /** First and last public address that CloudStack gives out. */
  readonly publicAddresses: readonly [string, string];
  /** Port of the CloudStack API. */
  readonly apiPort: number;
  /** Port of the k3s release mirror. */
  readonly mirrorPort: number;
}

const DEFAULT_RANGE = "127.0.77.0/24";

/**
 * The sandbox's addresses: 127.0.77.0/24, or the /24 that LOCO_SANDBOX_NETWORK names, for a second one beside it.
 *
 * @throws LocoError ENVIRONMENT_INVALID
 */
export function sandboxNetwork(env: Readonly<Partial<Record<string, string>>>): SandboxNetwork {
  const range = env.LOCO_SANDBOX_NETWORK || DEFAULT_RANGE;
  const prefix = /^(127\.\d{1,3}\.\d{1,3})\.0\/24$/.exec(range)?.[1];
  if (prefix === undefined || parseCidr(range) === undefined || prefix === "127.0.0") {
    throw new LocoError("ENVIRONMENT_INVALID", `LOCO_SANDBOX_NETWORK is '${range}'`, {
      hint: `set it to a /24 of 127.0.0.0/8 such as 127.0.78.0/24, not 127.0.0.0/24; unset it for ${DEFAULT_RANGE}`,
    });
  }
  return {
    range,
    managementAddress: `${prefix}.1`,
    publicAddresses: [`${prefix}.10`, `${prefix}.250`],
    apiPort: 8080,
    mirrorPort: 8081,
  };
}

/** Where a sandbox keeps what it knows, inside the project's folder. */
export interface SandboxLayout {
  readonly project: string;
  /** `.sandbox` */
  readonly dir: string;
  /** Written while a daemon runs: its pid. */
  readonly pidFile: string;
  readonly daemonLog: string;
  readonly deployLog: string;
  /** Unix socket on which the daemon answers. */
  readonly controlDir: string;
  readonly cloudDir: string;
  readonly hostDir: string;
  readonly stateFile: string;
  readonly kubeconfig: string;
  /** The variables of the latest deployment. */
  readonly environmentFile: string;
}

/** The files of the sandbox of a project's folder. */
export function sandboxLayout(project: string): SandboxLayout {
  const dir = join(project, ".sandbox");
  return {
    project,
    dir,
    pidFile: join(dir, "daemon.pid"),
    daemonLog: join(dir, "daemon.log"),
    deployLog: join(dir, "deploy.log"),
    controlDir: join(dir, "control"),
    cloudDir: join(dir, "cloudstack"),
    hostDir: join(dir, "host"),
    stateFile: join(dir, "platform.tfstate"),
    kubeconfig: join(dir, "kubeconfig"),
    environmentFile: join(dir, "environment.json"),
  };
}
