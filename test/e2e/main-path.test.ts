import { statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { cloudConfig, HEADER } from "../../platform/cluster/cloud-init/document.ts";
import { userData } from "../../platform/cluster/cloud-init/user-data.ts";
import { agents, servers } from "../../platform/config/topology.ts";
import { readPlatform } from "../../platform/read-platform.ts";
import { nodeValues, readState } from "./platform-state.ts";
import { SandboxProject } from "./sandbox-project.ts";

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: {
    readonly taints?: readonly { key: string; value?: string; effect: string }[];
    readonly providerID?: string;
  };
  readonly status: { readonly conditions: readonly { type: string; status: string }[] };
}

let project: SandboxProject;

async function nodes(): Promise<Map<string, Node>> {
  const { items } = JSON.parse(await project.kubectl("get", "nodes", "--output", "json")) as {
    items: Node[];
  };
  return new Map(items.map((node) => [node.metadata.name, node]));
}

async function readyNodes(): Promise<string[]> {
  const isReady = ({ status }: Node) =>
    status.conditions.some(({ type, status: on }) => type === "Ready" && on === "True");
  return [...(await nodes())]
    .filter(([, node]) => isReady(node))
    .map(([name]) => name)
    .sort();
}

/** Replaces the [[pools]] of platform.toml. */
function setPools(...pools: readonly { name: string; count: number; ip: string }[]): void {
  const text = pools
    .map(
      ({ name, count, ip }) =>
        `[[pools]]\nname = "${name}"\ncount = ${count}\noffering = "medium"\nip_start = "${ip}"\n`,
    )
    .join("\n");
  project.edit((file) => `${file.split("[[pools]]")[0]}${text}`);
}

beforeAll(async () => {
  project = await SandboxProject.create("127.0.78.0/24");
  await project.up();
});

afterAll(async () => {
  await project?.remove();
});

describe.sequential("cdktf deploy platform on the sandbox", () => {
  it("ends with every node Ready under its name, with its labels and taints", async () => {
    expect(await readyNodes()).toEqual(["acme-apps-1-g1", "acme-apps-2-g1", "acme-cp-1-g1"]);
    const found = await nodes();
    expect(found.get("acme-cp-1-g1")?.spec.taints).toEqual([
      { key: "node-role.kubernetes.io/control-plane", value: "true", effect: "NoSchedule" },
    ]);
    expect(found.get("acme-cp-1-g1")?.metadata.labels).toMatchObject({
      "k3s-upgrade": "true",
      "node-role.kubernetes.io/control-plane": "true",
    });
    expect(found.get("acme-apps-1-g1")?.spec.taints).toBeUndefined();
    expect(found.get("acme-apps-1-g1")?.spec.providerID).toBe("external-cloudstack");
    expect(found.get("acme-apps-1-g1")?.metadata.labels).toMatchObject({
      "node.kubernetes.io/instance-type": "medium",
      "topology.kubernetes.io/zone": "sandbox",
    });
    await expect
      .poll(async () => (await nodes()).get("acme-apps-2-g1")?.metadata.labels, {
        timeout: 60_000,
        interval: 1_000,
      })
      .toMatchObject({
        "k3s-upgrade": "true",
        "loco.dev/pool": "apps",
        "node-role.kubernetes.io/worker": "true",
      });
  });

  it("gives nodes exactly the user-data that was meant", async () => {
    const { config } = readPlatform(project.dir, "sandbox");
    if (config === undefined) throw new Error("platform.toml is not valid");
    const state = readState(project.dir);
    const { virtualmachine } = await project.api.call("listVirtualMachines", {
      listall: true,
      userdata: true,
    });
    const received = new Map<string, string>(
      virtualmachine.map((machine: { name: string; userdata: string }) => [machine.name, machine.userdata]),
    );
    for (const node of [...servers(config), ...agents(config)]) {
      const text = gunzipSync(Buffer.from(received.get(node.name) ?? "", "base64")).toString("utf8");
      expect(text.startsWith(HEADER)).toBe(true);
      expect(comparable(JSON.parse(text.slice(HEADER.length)))).toEqual(
        comparable(cloudConfig(userData(config, node), nodeValues(state, node.name))),
      );
    }
  });

  it("has nothing to change afterwards", async () => {
    expect((await project.plan()).changes).toEqual([]);
  });

  it("shows no secret in synth, plan, logs, requests or consoles", async () => {
    const values = nodeValues(readState(project.dir));
    const secrets = Object.entries(values)
      .filter(([name]) => name.endsWith(".key") || /token|password/.test(name))
      // A line from the middle, since a document may indent or encode the rest.
      .map(([, value]) =>
        value.includes("\n") ? (value.split("\n")[2] ?? "") : (value.split(":").at(-1) ?? ""),
      );
    const consoles =
      (await project.status())?.machines.map(({ name }) => project.loco("sandbox", "console", name)) ?? [];
    const places = {
      synth: project.read("cdktf.out/stacks/platform/cdk.tf.json"),
      plan: (await project.plan()).text,
      deploy: project.read(".sandbox/deploy.log"),
      daemon: project.read(".sandbox/daemon.log"),
      requests: project.read(".sandbox/cloudstack/requests.jsonl"),
      consoles: (await Promise.all(consoles)).join("\n"),
    };
    expect(secrets.length).toBeGreaterThan(8);
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(0);
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(20);
        expect(text.includes(secret), `a secret is in ${place}`).toBe(false);
      }
    }
    for (const file of ["platform.tfstate", "platform.tfstate.backup", "kubeconfig"]) {
      expect(statSync(join(project.dir, ".sandbox", file)).mode & 0o077, file).toBe(0);
    }
  });

  it("grows and shrinks a pool without touching anything else", async () => {
    setPools({ name: "apps", count: 4, ip: "10.1.1.32" });
    expect((await project.plan()).changes).toEqual([
      "create cloudstack_instance.apps-3",
      "create cloudstack_instance.apps-4",
      "create terraform_data.address-10-1-1-34",
      "create terraform_data.address-10-1-1-35",
      "create terraform_data.generation-apps-3",
      "create terraform_data.generation-apps-4",
    ]);
    await project.up();
    expect(await readyNodes()).toEqual([1, 2, 3, 4].map((n) => `acme-apps-${n}-g1`).concat("acme-cp-1-g1"));

    setPools({ name: "apps", count: 1, ip: "10.1.1.32" });
    const { changes } = await project.plan();
    expect(changes).toEqual([
      ...[2, 3, 4].map((n) => `delete cloudstack_instance.apps-${n}`),
      ...[33, 34, 35].map((n) => `delete terraform_data.address-10-1-1-${n}`),
      ...[2, 3, 4].map((n) => `delete terraform_data.generation-apps-${n}`),
    ]);
    await project.up();
    await expect
      .poll(readyNodes, { timeout: 90_000, interval: 2_000 })
      .toEqual(["acme-apps-1-g1", "acme-cp-1-g1"]);
    // Nobody deletes the Nodes of machines that are gone, which could be an outage: docs/decisions/0010.
    expect([...(await nodes()).keys()].sort()).toEqual(
      [1, 2, 3, 4].map((n) => `acme-apps-${n}-g1`).concat("acme-cp-1-g1"),
    );
  });

  it("adds, grows and removes the first of three pools, leaving every other node out of the plan", async () => {
    const others = [
      { name: "apps", count: 1, ip: "10.1.1.32" },
      { name: "data", count: 1, ip: "10.1.1.48" },
    ];
    setPools(...others);
    await project.up();
    const touched = (changes: readonly string[]) =>
      changes.filter((change) => !/(first|generation-first)-\d$|address-10-1-1-6\d$/.test(change));
    for (const count of [1, 2]) {
      setPools({ name: "first", count, ip: "10.1.1.64" }, ...others);
      const { changes } = await project.plan();
      expect(changes).toEqual([
        `create cloudstack_instance.first-${count}`,
        `create terraform_data.address-10-1-1-${63 + count}`,
        `create terraform_data.generation-first-${count}`,
      ]);
      await project.up();
    }
    setPools(...others);
    const { changes } = await project.plan();
    expect(changes).toHaveLength(6);
    expect(touched(changes)).toEqual([]);
    await project.up();
  });

  it("enforces a changed API CIDR on connections while the agents stay connected", async () => {
    const [api] =
      (await project.status())?.cloud.addresses.filter(({ loadBalancers }) => loadBalancers.length > 0) ?? [];
    const address = api?.address ?? "";
    expect(await answers(address, "127.0.0.1")).toBe(true);
    project.edit((text) => text.replace('["127.0.0.0/8"]', '["127.5.0.0/16"]'), "platform.sandbox.toml");
    expect((await project.plan()).changes).toEqual(["update cloudstack_firewall.api-firewall"]);
    await project.deploy();
    expect(await answers(address, "127.0.0.1")).toBe(false);
    expect(await answers(address, "127.5.1.1")).toBe(true);
    // Longer than the 40 s after which a node that says nothing is NotReady.
    await sleep(45_000);
    project.edit((text) => text.replace('["127.5.0.0/16"]', '["127.0.0.0/8"]'), "platform.sandbox.toml");
    await project.deploy();
    expect(await readyNodes()).toEqual(["acme-apps-1-g1", "acme-cp-1-g1", "acme-data-1-g1"]);
  });

  it("stops no machine when k3s_version changes", async () => {
    project.edit((text) => text.replace(/k3s_version = .*/, 'k3s_version = "v1.36.4+k3s1"'));
    expect((await project.plan()).changes).toEqual([]);
  });

  it("continues where it was after a stop", async () => {
    await project.kubectl("create", "configmap", "kept", "--from-literal=a=b");
    await project.loco("sandbox", "down");
    await project.up();
    expect(await project.kubectl("get", "configmap", "kept", "--output", "jsonpath={.data.a}")).toBe("b");
  });

  it("is destroyed to the last object and process", async () => {
    await project.destroy();
    const status = await project.status();
    expect(status?.cloud).toMatchObject({ networks: [], addresses: [], machines: [], volumes: [] });
    expect(status?.machines).toEqual([]);
  });
});

/** Whether the API's port answers to a client with this source address. A denied one is closed at once. */
function answers(host: string, localAddress: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 6443, localAddress });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => setTimeout(() => end(true), 500));
    socket.on("close", () => end(false));
    socket.on("error", () => end(false));
  });
}

/** YAML may be written in two styles: files of YAML are compared by what they say. */
function comparable(document: { write_files: readonly { path: string; content: string }[] }) {
  return {
    ...document,
    write_files: document.write_files.map((file) =>
      file.path.endsWith(".yaml") ? { ...file, content: parseYaml(file.content) } : file,
    ),
  };
}
