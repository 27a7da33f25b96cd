import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readState } from "./platform-state.ts";
import { SandboxProject } from "./sandbox-project.ts";

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly data: Readonly<Record<string, string>>;
}

let project: SandboxProject;

/** How long a cluster may take to come back. */
const WAIT = { timeout: 180_000, interval: 1_000 };

/** Identifies a cluster: made with it, never changed. */
const cluster = () =>
  project.kubectl("get", "namespace", "kube-system", "--output", "jsonpath={.metadata.uid}");

/** The servers' Nodes that are Ready and vote in etcd, and those that are there and do not. */
async function serverNodes(): Promise<{ readonly voters: string[]; readonly others: string[] }> {
  const selector = "node-role.kubernetes.io/control-plane=true";
  const text = await project.kubectl("get", "nodes", "--selector", selector, "--output", "json");
  const { items } = JSON.parse(text) as { items: Node[] };
  const holds = ({ status }: Node, wanted: string) =>
    status.conditions.some((one) => one.type === wanted && one.status === "True");
  const isVoter = (node: Node) => holds(node, "Ready") && holds(node, "EtcdIsVoter");
  const names = (nodes: readonly Node[]) => nodes.map(({ metadata }) => metadata.name).sort();
  return { voters: names(items.filter(isVoter)), others: names(items.filter((node) => !isVoter(node))) };
}

/** The names that the servers have while every generation is as given. */
const serverNames = (...generations: readonly number[]) =>
  generations.map((generation, i) => `acme-cp-${i + 1}-g${generation}`);

const becomeVoters = (...generations: readonly number[]) =>
  expect.poll(serverNodes, WAIT).toEqual({ voters: serverNames(...generations), others: [] });

async function writeObjects(prefix: string): Promise<void> {
  for (const name of [1, 2, 3]) {
    await project.kubectl(
      "create",
      "configmap",
      `${prefix}-${name}`,
      `--from-literal=value=${prefix}${name}`,
    );
  }
}

/** Every ConfigMap of ours, as it was created. */
async function objects(): Promise<Record<string, unknown>> {
  const { items } = JSON.parse(await project.kubectl("get", "configmaps", "--output", "json")) as {
    items: ConfigMap[];
  };
  const ours = items.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
  return Object.fromEntries(ours.map(({ metadata, data }) => [metadata.name, [metadata.uid, data]]));
}

async function machineId(name: string): Promise<string> {
  const { virtualmachine = [] } = await project.api.call("listVirtualMachines", { listall: true });
  const found = virtualmachine.find((machine: { name: string }) => machine.name === name);
  if (found === undefined) throw new Error(`no machine ${name}`);
  return found.id;
}

const act = async (command: string, name: string) => project.api.run(command, { id: await machineId(name) });
const stop = (names: readonly string[]) => Promise.all(names.map((name) => act("stopVirtualMachine", name)));

const console = (name: string) => project.loco("sandbox", "console", name);
const joins = async (name: string) =>
  (await console(name)).split(`loco: ${name} is in the cluster`).length - 1;

/** Switches all servers off and on, in an order; resolves when each has said again that it is in the cluster. */
async function powerCycle(order: readonly string[]): Promise<void> {
  const before = await Promise.all(order.map(joins));
  await stop(order);
  for (const name of order) await act("startVirtualMachine", name);
  await expect.poll(() => Promise.all(order.map(joins)), WAIT).toEqual(before.map((count) => count + 1));
}

beforeAll(async () => {
  project = await SandboxProject.create("127.0.84.0/24");
  project.edit((text) => text.replace("control_plane_count = 1", "control_plane_count = 3"));
  project.edit((text) => text.replace(/^count = 2$/m, "count = 1"));
  await project.up();
});

afterAll(async () => {
  await project?.remove();
});

describe.sequential("a control plane of three", () => {
  let original: string;
  let written: Record<string, unknown>;

  it("comes up as one cluster of three voters, and the next plan is empty", async () => {
    await becomeVoters(1, 1, 1);
    original = await cluster();
    await writeObjects("kept");
    written = await objects();
    expect((await project.plan()).changes).toEqual([]);
  });

  it.each([
    ["last", [1, 2, 0]],
    ["first", [0, 2, 1]],
  ])("comes back with its data when all servers were off, the first one started %s", async (_, order) => {
    const names = serverNames(1, 1, 1);
    await powerCycle(order.map((i) => names[i] ?? ""));
    await becomeVoters(1, 1, 1);
    expect(await cluster()).toBe(original);
    expect(await objects()).toEqual(written);
  });

  it("starts no second cluster when the first server lost its disk while the others are off", async () => {
    const [first = "", ...peers] = serverNames(1, 1, 1);
    await stop(peers);
    // Its console begins anew with its disk.
    await project.api.run("restoreVirtualMachine", { virtualmachineid: await machineId(first) });
    const since = () => console(first);
    await expect
      .poll(since, WAIT)
      .toContain(
        "waiting for 10.1.1.12 10.1.1.13: no server answers there, and none that says it has no data",
      );
    await act("startVirtualMachine", peers[0] ?? "");
    await act("startVirtualMachine", peers[1] ?? "");
    await expect.poll(since, WAIT).toContain(`removing ${first} and its etcd member`);
    await expect.poll(since, WAIT).toContain(`${first} is in the cluster`);
    await becomeVoters(1, 1, 1);
    expect(await cluster()).toBe(original);
    expect(await objects()).toEqual(written);
    expect(await since()).not.toContain("starting a new cluster");
  });

  it("takes a replacement of the first server in, and forgets the old one", async () => {
    project.edit((text) => text.replace("[control_plane]", "[control_plane]\ngenerations = { cp-1 = 2 }"));
    await project.synth();
    // The load balancer's rule comes after: it would take out a member that went with its machine.
    const server = ["-replace=terraform_data.generation-cp-1", "-target=cloudstack_instance.cp-1"];
    await project.terraform("apply", "-auto-approve", ...server);
    await project.deploy();
    await becomeVoters(2, 1, 1);
    expect(await cluster()).toBe(original);
    expect(await objects()).toEqual(written);
    expect(await console("acme-cp-1-g2")).toContain("removing acme-cp-1-g1 and its etcd member");
    expect((await project.plan()).changes).toEqual([]);
  });

  it("keeps a server out that was removed, and says so on its console", async () => {
    const removed = "acme-cp-3-g1";
    await project.kubectl("delete", "node", removed, "--timeout=60s");
    await expect.poll(() => console(removed), WAIT).toContain("this server was removed from the cluster");
    await act("rebootVirtualMachine", removed);
    await expect
      .poll(
        async () => (await console(removed)).split("this server was removed from the cluster").length,
        WAIT,
      )
      .toBe(3);
    expect(await serverNodes()).toEqual({ voters: ["acme-cp-1-g2", "acme-cp-2-g1"], others: [] });
    expect(await cluster()).toBe(original);
  });
});

describe.sequential("a platform that is destroyed and made again with one server", () => {
  let written: Record<string, unknown>;

  it("starts a new cluster, whatever generation its first server has", async () => {
    await project.destroy();
    project.edit((text) => text.replace("control_plane_count = 3", "control_plane_count = 1"));
    await project.up();
    await becomeVoters(2);
    expect(readState(project.dir)("terraform_data.birth")).toMatchObject({
      output: { value: { generation: 2 } },
    });
    await writeObjects("one");
    written = await objects();
  });

  it.each([
    [1, 3],
    [3, 5],
  ])("grows from %i to %i by a plain deploy and keeps every object", async (from, to) => {
    const original = await cluster();
    project.edit((text) => text.replace(`control_plane_count = ${from}`, `control_plane_count = ${to}`));
    await project.deploy();
    await becomeVoters(2, ...Array<number>(to - 1).fill(1));
    expect(await cluster()).toBe(original);
    expect(await objects()).toEqual(written);
    expect((await project.plan()).changes).toEqual([]);
  });
});
