import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { buildRelease } from "../../tools/sandbox/k3s/release.ts";

const run = promisify(execFile);

/** What the stand-in starts. */
const binaries = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok"];

/** One machine of the lab: an address of its own, a root folder, and at most one k3s. */
export interface LabNode {
  readonly ip: string;
  readonly root: string;
  /** Everything that k3s has written to its console since it was last started. */
  console(): string;
  start(command: "server" | "agent", config: object): void;
  /** Resolves with k3s's exit code. */
  ended(): Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Machines on a network of their own, without root. */
export interface Lab {
  readonly folder: string;
  addNode(name: string, lastOctet: number): Promise<LabNode>;
  /** Runs kubectl with the admin's kubeconfig of a server. */
  kubectl(server: LabNode, ...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts an empty lab with network 10.99.0.0/24; `binDir` has Kubernetes, etcd and KWOK. */
export async function startLab(binDir: string): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "k3s-lab-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of binaries) symlinkSync(join(binDir, name), join(bin, name));
  const program = join(folder, "k3s");
  writeFileSync(program, (await buildRelease("v1.34.3+k3s1", "amd64")).binary);

  const router = spawn("unshare", ["--user", "--map-root-user", "--net", "sleep", "infinity"], {
    stdio: "ignore",
  });
  const holders: ChildProcess[] = [router];
  const nodes: LabNode[] = [];
  const inside = (holder: ChildProcess) => [
    "-t",
    String(holder.pid),
    "-U",
    "-n",
    "--preserve-credentials",
    "--",
  ];
  const ip = (holder: ChildProcess, ...args: string[]) => {
    execFileSync("nsenter", [...inside(holder), "ip", ...args], { stdio: "pipe" });
  };
  await settled(router);
  ip(router, "link", "add", "br0", "type", "bridge");
  ip(router, "addr", "add", "10.99.0.1/24", "dev", "br0");
  ip(router, "link", "set", "br0", "up");
  ip(router, "link", "set", "lo", "up");

  async function addNode(name: string, lastOctet: number): Promise<LabNode> {
    const address = `10.99.0.${lastOctet}`;
    const holder = spawn("nsenter", [...inside(router), "unshare", "--net", "sleep", "infinity"], {
      stdio: "ignore",
    });
    holders.push(holder);
    await settled(holder);
    ip(
      router,
      "link",
      "add",
      `v${lastOctet}`,
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      String(holder.pid),
    );
    ip(router, "link", "set", `v${lastOctet}`, "master", "br0", "up");
    ip(holder, "addr", "add", `${address}/24`, "dev", "eth0");
    ip(holder, "link", "set", "eth0", "up");
    ip(holder, "link", "set", "lo", "up");
    const node = labNode(join(folder, name), address, bin, [
      "nsenter",
      ...inside(holder),
      process.execPath,
      program,
    ]);
    nodes.push(node);
    return node;
  }

  return {
    folder,
    addNode,
    async kubectl(server, ...args) {
      const kubeconfig = join(server.root, "etc/rancher/k3s/k3s.yaml");
      const target = ["--kubeconfig", kubeconfig, "--server", `https://${server.ip}:6443`];
      const { stdout } = await run("nsenter", [...inside(router), join(bin, "kubectl"), ...target, ...args]);
      return stdout;
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop("SIGKILL")));
      for (const holder of holders) holder.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a process has entered its namespaces and become `sleep`. */
async function settled(holder: ChildProcess): Promise<void> {
  for (;;) {
    const name = execFileSync("cat", [`/proc/${holder.pid}/comm`]).toString();
    if (name.trim() === "sleep") return;
    await sleep(10);
  }
}

function labNode(root: string, ip: string, bin: string, command: readonly string[]): LabNode {
  let output = "";
  let child: ChildProcess | undefined;
  const [program = "", ...prefix] = command;
  return {
    ip,
    root,
    console: () => output,
    start(kind, config) {
      const file = join(root, "etc/rancher/k3s/config.yaml");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(config));
      output = "";
      const env = { PATH: process.env.PATH, LOCO_K3S_ROOT: root, LOCO_KUBERNETES_BIN: bin };
      child = spawn(program, [...prefix, kind], { env, stdio: ["ignore", "ignore", "pipe"] });
      child.stderr?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    },
    async ended() {
      if (child !== undefined && child.exitCode === null && child.signalCode === null)
        await once(child, "exit");
      return child?.exitCode ?? null;
    },
    async stop(signal = "SIGTERM") {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}
