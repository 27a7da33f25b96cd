import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { prepareKwok } from "../../tools/sandbox/k3s/program/agent/kwok.ts";

/** A Kubernetes API on loopback, with nodes that only pretend to run their pods. */
export interface ApiCluster {
  readonly kubeconfig: string;
  /** Runs kubectl as administrator; resolves with what it prints. */
  kubectl(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** What a cluster has beside its API. */
export interface ApiClusterOptions {
  /** Names of nodes. Each only pretends to run its pods. */
  readonly nodes?: readonly string[];
  /** Whether a scheduler finds nodes for pods; without one they name theirs. */
  readonly scheduler?: boolean;
}

/** Room that the scheduler sees on a node. */
const ROOM = { cpu: "16", memory: "64Gi", "ephemeral-storage": "500Gi", pods: "250" };

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and KWOK from `binDir`. Unless asked for more, there is one node,
 * `node-1`, and no scheduler.
 *
 * @throws Error with the last lines of a program's log when the API is not ready within a minute.
 */
export async function startApiCluster(
  binDir: string,
  { nodes = ["node-1"], scheduler = false }: ApiClusterOptions = {},
): Promise<ApiCluster> {
  const folder = mkdtempSync(join(tmpdir(), "api-cluster-"));
  const file = (name: string) => join(folder, name);
  const [etcdClient, etcdPeer, port] = await freePorts(3);
  const etcd = `http://127.0.0.1:${etcdClient}`;
  const peer = `http://127.0.0.1:${etcdPeer}`;
  const kubeconfig = file("kubeconfig");
  const processes: ChildProcess[] = [];
  const start = (name: string, flags: Readonly<Record<string, string>> | readonly string[]) => {
    const args = Array.isArray(flags)
      ? flags
      : Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const log = openSync(file(`${name}.log`), "w");
    const env = { PATH: process.env.PATH, HOME: folder };
    processes.push(spawn(join(binDir, name), args, { cwd: folder, env, stdio: ["ignore", log, log] }));
  };
  const close = async () => {
    for (const child of processes.toReversed()) {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const kubectl = async (...args: string[]) => {
    const { stdout } = await execa(join(binDir, "kubectl"), args, {
      env: { KUBECONFIG: kubeconfig, HOME: folder },
    });
    return stdout;
  };

  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(file("service-account.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  writeFileSync(file("tokens.csv"), "admin-token,admin,admin,system:masters\n");
  start("etcd", {
    "data-dir": file("etcd"),
    "listen-client-urls": etcd,
    "advertise-client-urls": etcd,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `default=${peer}`,
    "unsafe-no-fsync": "true",
  });
  start("kube-apiserver", {
    "etcd-servers": etcd,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    // An endpoint on loopback is refused.
    "endpoint-reconciler-type": "none",
    "secure-port": String(port),
    "cert-dir": file("certs"),
    "token-auth-file": file("tokens.csv"),
    "authorization-mode": "RBAC",
    // As k3s has it.
    "allow-privileged": "true",
    "service-cluster-ip-range": "10.43.0.0/16",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": file("service-account.key"),
    "service-account-signing-key-file": file("service-account.key"),
    // Its tokens need a root CA that nothing here reads.
    "disable-admission-plugins": "ServiceAccount",
  });
  try {
    await until(() => existsSync(file("certs/apiserver.crt")), file("kube-apiserver.log"));
    writeFileSync(kubeconfig, adminKubeconfig(port, readFileSync(file("certs/apiserver.crt"))), {
      mode: 0o600,
    });
    await until(async () => (await kubectl("get", "--raw", "/readyz")) === "ok", file("kube-apiserver.log"));
    start("kube-controller-manager", {
      kubeconfig,
      "secure-port": "0",
      "leader-elect": "false",
      // Nothing keeps the node alive.
      controllers: "*,-node-lifecycle-controller",
    });
    for (const name of nodes) {
      const node = {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name, labels: { "kubernetes.io/hostname": name } },
      };
      writeFileSync(file(`${name}.json`), JSON.stringify(node));
      await kubectl("create", "-f", file(`${name}.json`));
      const status = {
        allocatable: ROOM,
        capacity: ROOM,
        conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
      };
      await kubectl("patch", "node", name, "--subresource=status", "-p", JSON.stringify({ status }));
      // The API server taints new nodes, and the controller that takes it away is off.
      await kubectl("taint", "node", name, "node.kubernetes.io/not-ready:NoSchedule-");
      start("kwok", prepareKwok(file(`kwok-${name}.yaml`), kubeconfig, name, "127.0.0.1"));
    }
    if (scheduler) start("kube-scheduler", { kubeconfig, "secure-port": "0", "leader-elect": "false" });
  } catch (error) {
    await close();
    throw error;
  }
  return { kubeconfig, kubectl, close };
}

function adminKubeconfig(port: number | undefined, certificate: Buffer): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "test",
        cluster: {
          server: `https://127.0.0.1:${port}`,
          "certificate-authority-data": certificate.toString("base64"),
        },
      },
    ],
    users: [{ name: "admin", user: { token: "admin-token" } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  });
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

async function until(check: () => boolean | Promise<boolean>, log: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    try {
      if (await check()) return;
    } catch {
      // Not answering yet.
    }
  }
  throw new Error(`not ready after a minute: ${readFileSync(log, "utf8").slice(-2000)}`);
}
