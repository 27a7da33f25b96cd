import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { silentReporter } from "../../tools/console/reporter.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type Lab, type LabNode, startLab } from "../support/k3s-lab.ts";
import { type ClusterPki, makeClusterPki, writePki } from "../support/pki.ts";

const tls = (node: LabNode) => join(node.root, "var/lib/rancher/k3s/server/tls");

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: {
    readonly taints?: readonly { key: string; effect: string }[];
    readonly providerID?: string;
  };
  readonly status: { readonly conditions: readonly { type: string; status: string }[] };
}

describe("the k3s stand-in", () => {
  let lab: Lab;
  let pki: ClusterPki;
  let server: LabNode;
  let agent: LabNode;

  const serverConfig = (name: string, node: LabNode, extra: object = {}) => ({
    "node-name": name,
    "node-ip": node.ip,
    token: pki.serverToken,
    "agent-token": pki.agentToken,
    "tls-san": ["10.99.0.1"],
    "disable-cloud-controller": true,
    "secrets-encryption": true,
    "kubelet-arg": ["cloud-provider=external"],
    "node-taint": ["node-role.kubernetes.io/control-plane:NoSchedule"],
    ...extra,
  });
  const agentConfig = (name: string, node: LabNode, extra: object = {}) => ({
    "node-name": name,
    "node-ip": node.ip,
    token: pki.agentToken,
    server: `https://${server.ip}:6443`,
    "node-label": ["pool=apps"],
    "kubelet-arg": ["cloud-provider=external"],
    ...extra,
  });
  const nodes = async (through = server): Promise<Node[]> =>
    (JSON.parse(await lab.kubectl(through, "get", "nodes", "-o", "json")) as { items: Node[] }).items;
  const withCondition = async (type: string, through: LabNode): Promise<string[]> =>
    (await nodes(through))
      .filter((node) => node.status.conditions.some((one) => one.type === type && one.status === "True"))
      .map((node) => node.metadata.name)
      .sort();
  const readyNodes = (through = server) => withCondition("Ready", through);
  const voters = (through = server) => withCondition("EtcdIsVoter", through);
  const eventually = (check: () => void | Promise<void>, seconds = 60) =>
    vi.waitFor(check, { timeout: seconds * 1000, interval: 300 });

  beforeAll(async () => {
    pki = await makeClusterPki();
    const context = { cacheDir: cacheDir(process.env), reporter: silentReporter, env: process.env };
    lab = await startLab((await ensureKubernetes(context)).binDir);
    server = await lab.addNode("cp-1-g1", 11);
    agent = await lab.addNode("apps-1-g1", 21);
    writePki(tls(server), pki);
    server.start("server", serverConfig("cp-1-g1", server, { "cluster-init": true }));
    agent.start("agent", agentConfig("apps-1-g1", agent));
    await eventually(async () => expect(await readyNodes()).toEqual(["apps-1-g1", "cp-1-g1"]));
  });
  afterAll(() => lab?.close());

  it("registers nodes with roles, labels and the taint that waits for a cloud controller", async () => {
    await eventually(async () => {
      const [worker, control] = await nodes();
      expect(worker?.metadata.labels).toMatchObject({ pool: "apps", "kubernetes.io/hostname": "apps-1-g1" });
      expect(worker?.spec.providerID).toBeUndefined();
      expect(worker?.spec.taints?.map((taint) => taint.key)).toEqual([
        "node.cloudprovider.kubernetes.io/uninitialized",
      ]);
      expect(control?.metadata.labels).toHaveProperty("node-role.kubernetes.io/control-plane", "true");
    });
  });

  it("runs pods, and keeps an agent from acting for another node", async () => {
    await lab.kubectl(server, "taint", "nodes", "--all", "node.cloudprovider.kubernetes.io/uninitialized-");
    await lab.kubectl(server, "create", "deployment", "web", "--image=nginx", "--replicas=2");
    await lab.kubectl(server, "wait", "--for=condition=Available", "deployment/web", "--timeout=40s");
    const where = await lab.kubectl(server, "get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}");
    expect(where).toBe("apps-1-g1 apps-1-g1");
    const as = ["--as=system:node:apps-1-g1", "--as-group=system:nodes"];
    await expect(lab.kubectl(server, "label", "node", "cp-1-g1", "pool=x", ...as)).rejects.toThrow(
      "only its own Node object",
    );
  });

  describe("keeps a node out and says why", () => {
    let stray: LabNode;
    beforeAll(async () => {
      stray = await lab.addNode("stray-1-g1", 31);
    });

    async function refusal(kind: "server" | "agent", config: object): Promise<string> {
      stray.start(kind, config);
      expect(await stray.ended()).toBe(1);
      return stray
        .console()
        .split("\n")
        .filter((line) => line.includes("level=fatal"))
        .join("\n");
    }

    it("with a wrong token", async () => {
      const token = pki.agentToken.replace("node-password", "guess");
      expect(await refusal("agent", agentConfig("stray", stray, { token }))).toContain("wrong token");
    });

    it("with a token of a foreign CA", async () => {
      const { agentToken } = await makeClusterPki();
      expect(await refusal("agent", agentConfig("stray", stray, { token: agentToken }))).toContain(
        "token CA hash does not match the Cluster CA certificate hash",
      );
    });

    it("with an agent's token where a server's is needed", async () => {
      const config = serverConfig("stray", stray, {
        token: pki.agentToken,
        server: `https://${server.ip}:6443`,
      });
      expect(await refusal("server", config)).toContain("wrong token");
    });

    it("with a CA file missing", async () => {
      writePki(tls(stray), pki);
      rmSync(join(tls(stray), "client-ca.key"));
      expect(await refusal("server", serverConfig("stray", stray, { "cluster-init": true }))).toContain(
        "client-ca.key",
      );
    });

    it("with an unknown key", async () => {
      expect(await refusal("agent", agentConfig("stray", stray, { "node-lable": ["a=b"] }))).toContain(
        "unknown key 'node-lable'",
      );
    });

    it("with a label that no kubelet may give itself", async () => {
      const config = agentConfig("stray", stray, { "node-label": ["node-role.kubernetes.io/worker=true"] });
      expect(await refusal("agent", config)).toContain("unknown 'kubernetes.io' or 'k8s.io' labels");
    });

    it("with another password under a known name, until the old Node is deleted", async () => {
      const labels = { "node-label": ["born=again"] };
      stray.start("agent", agentConfig("ghost-1-g1", stray));
      await eventually(async () => expect(await readyNodes()).toContain("ghost-1-g1"));
      await stray.stop();
      rmSync(stray.root, { recursive: true });
      stray.start("agent", agentConfig("ghost-1-g1", stray, labels));
      await eventually(() => expect(stray.console()).toContain("Node password rejected, duplicate hostname"));
      await lab.kubectl(server, "delete", "node", "ghost-1-g1", "--timeout=30s");
      await eventually(async () => {
        const ghost = (await nodes()).find((node) => node.metadata.name === "ghost-1-g1");
        expect(ghost?.metadata.labels.born).toBe("again");
      });
      await stray.stop();
      await lab.kubectl(server, "delete", "node", "ghost-1-g1", "--timeout=30s");
    });

    it("while no server answers, trying on", async () => {
      // Its disk remembers the cluster's servers if it has been a member in an earlier test.
      rmSync(stray.root, { recursive: true });
      stray.start("agent", agentConfig("stray", stray, { server: "https://10.99.0.250:6443" }));
      await eventually(() =>
        expect(stray.console().match(/EHOSTUNREACH 10.99.0.250/g)?.length).toBeGreaterThan(1),
      );
      await stray.stop();
    });
  });

  it("grows to three servers, survives the first one's death, and agents stay", async () => {
    const [second, third] = [await lab.addNode("cp-2-g1", 12), await lab.addNode("cp-3-g1", 13)];
    const join = { server: `https://${server.ip}:6443` };
    second.start("server", serverConfig("cp-2-g1", second, join));
    await eventually(async () => expect(await readyNodes()).toContain("cp-2-g1"));
    third.start("server", serverConfig("cp-3-g1", third, join));
    await eventually(async () => expect(await readyNodes()).toContain("cp-3-g1"));
    await eventually(() => expect(agent.console()).toContain("10.99.0.13:6443"));
    await eventually(async () => expect(await voters()).toEqual(["cp-1-g1", "cp-2-g1", "cp-3-g1"]));

    await server.stop("SIGKILL");
    await eventually(async () => expect(await lab.kubectl(second, "get", "--raw", "/readyz")).toBe("ok"));
    await eventually(() =>
      expect(agent.console()).toMatch(/Switching load balancer from server 10.99.0.11:6443/),
    );
    await eventually(
      async () => expect(await readyNodes(second)).toEqual(["apps-1-g1", "cp-2-g1", "cp-3-g1"]),
      120,
    );

    await eventually(async () => expect(await voters(second)).toEqual(["cp-2-g1", "cp-3-g1"]));

    // Its replacement has the same address and the next generation's name.
    const replacement = { server: `https://${second.ip}:6443` };
    rmSync(server.root, { recursive: true });
    server.start("server", serverConfig("cp-1-g2", server, replacement));
    expect(await server.ended()).toBe(1);
    expect(server.console()).toContain("ETCD join failed: etcdserver: Peer URLs already exists");

    await lab.kubectl(second, "delete", "node", "cp-1-g1", "--timeout=30s");
    rmSync(server.root, { recursive: true });
    server.start("server", serverConfig("cp-1-g2", server, replacement));
    await eventually(async () => {
      expect(await readyNodes(third)).toEqual(["apps-1-g1", "cp-1-g2", "cp-2-g1", "cp-3-g1"]);
    });
    await eventually(async () => expect(await voters(third)).toEqual(["cp-1-g2", "cp-2-g1", "cp-3-g1"]));

    // A member that is removed while it runs ends, and k3s does not start again on its own.
    await lab.kubectl(second, "delete", "node", "cp-3-g1", "--timeout=30s");
    expect(await third.ended()).toBe(1);
    third.start("server", serverConfig("cp-3-g1", third, { "cluster-init": true }));
    expect(await third.ended()).toBe(1);
    expect(third.console()).toContain("tombstone file has been detected but --server is empty");
  });
});
