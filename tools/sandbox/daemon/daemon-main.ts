import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { formatError } from "../../cli/format-error.ts";
import { cloudstackClient } from "../../cloudstack/client.ts";
import { sandboxCredentials, startCloud } from "../cloudstack/cloud.ts";
import { startHost } from "../host/host.ts";
import type { Host } from "../host/host-api.ts";
import type { Publish } from "../host/published.ts";
import { startMirror } from "../k3s/mirror.ts";
import { type SandboxNetwork, sandboxLayout } from "../layout.ts";
import { nodeController } from "./cloud-controller/node-controller.ts";
import { serviceController } from "./cloud-controller/service-controller.ts";
import { startControllers } from "./cloud-controller/start.ts";
import { volumeAttacher } from "./cloud-controller/volume-attacher.ts";
import { volumeProvisioner } from "./cloud-controller/volume-provisioner.ts";
import { serveControl } from "./control.ts";

/** What the daemon is started with, as JSON in its only argument. */
export interface DaemonSettings {
  readonly project: string;
  readonly network: SandboxNetwork;
  /** Built Kubernetes programs. */
  readonly binDir: string;
  readonly publish?: Publish;
}

async function main(settings: DaemonSettings): Promise<void> {
  const { network } = settings;
  const layout = sandboxLayout(settings.project);
  mkdirSync(layout.hostDir, { recursive: true });
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const mirror = await startMirror({ host: network.managementAddress, port: network.mirrorPort });
  const host = await startHost({
    runDir: layout.hostDir,
    binDir: settings.binDir,
    publicRange: network.range,
    services: [network.apiPort, network.mirrorPort].map((port) => ({
      address: network.managementAddress,
      port,
    })),
    ...(settings.publish === undefined ? {} : { publish: settings.publish }),
    projectDir: settings.project,
    log,
  });
  const cloud = await startCloud({
    stateDir: layout.cloudDir,
    host: network.managementAddress,
    port: network.apiPort,
    machines: host,
    dataplane: host,
    settings: { publicRange: network.publicAddresses },
    log,
  });
  const cloudstack = cloudstackClient(cloud.url, sandboxCredentials);
  const controllers = startControllers(
    { host, hostDir: layout.hostDir, machines: cloud.machines },
    [
      nodeController(cloud.overview().zone),
      serviceController(cloudstack),
      volumeAttacher(cloudstack),
      volumeProvisioner(cloudstack),
    ],
    log,
  );
  const status = () => ({
    pid: process.pid,
    api: cloud.url,
    ...withoutMachines(host),
    cloud: cloud.overview(),
    machines: host.machines(),
  });
  const control = await serveControl(layout.controlDir, status, cloud);
  log(`CloudStack API at ${cloud.url}, k3s releases at ${mirror.url}, pid ${process.pid}`);
  writeFileSync(layout.pidFile, String(process.pid));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    control.close();
    controllers.stop();
    await cloud.close();
    await host.close();
    await mirror.close();
    rmSync(layout.pidFile, { force: true });
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
}

function withoutMachines({ support }: Host): { readonly withoutMachines?: string } {
  return support.kind === "missing" ? { withoutMachines: `${support.reason}; ${support.hint}` } : {};
}

await main(JSON.parse(process.argv[2] ?? "{}") as DaemonSettings).catch((error: unknown) => {
  process.stderr.write(`${formatError(error, true)}\n`);
  process.exit(1);
});
