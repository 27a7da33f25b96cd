import { beforeEach, describe, expect, it } from "vitest";
import { testConfig } from "../../../platform/config/testing/test-config.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type TestCloud, testCloud } from "../../../test/support/test-cloud.ts";
import type { KubernetesNode } from "../nodes/observe-kubernetes.ts";
import { node } from "../nodes/testing/observed.ts";
import type { StateResource } from "../stack/state-record.ts";
import type { Cluster } from "./cluster.ts";
import { findOrphans, type OrphanSearch } from "./find.ts";
import { removeOrphans } from "./remove.ts";

/** What happened, in order: Nodes that were deleted and machines that were destroyed. */
let events: string[];
let cloud: TestCloud;
let network: string;
beforeEach(async () => {
  events = [];
  cloud = await testCloud();
  network = await cloud.network({ name: "acme", displaytext: "Loco platform acme" });
});

/** A cluster of these Nodes, whose members leave etcd as soon as their Node is deleted. */
function cluster(...nodes: readonly KubernetesNode[]): Cluster {
  let left = nodes;
  return {
    nodes: async () => left,
    async deleteNode(name) {
      events.push(`Node ${name}`);
      left = left.filter((one) => one.name !== name);
    },
  };
}

const silent: Cluster = {
  nodes: async () => {
    throw new LocoError("API_UNREACHABLE", "no answer from https://203.0.113.10:6443");
  },
  deleteNode: async () => {},
};

const server = (slot: string, more: Partial<KubernetesNode> = {}): KubernetesNode => ({
  ...node(`acme-${slot}-g1`, "10.1.1.11", true),
  ...more,
});
const broken = { ready: false, troubles: ["NotReady for 3 min"] };

/** Makes machines, of which state knows `known`, and deletes the rest; `reached` puts the API's balancer rule into state. */
async function removal(
  living: Cluster,
  slots: readonly string[],
  { known = ["cp-1"] as readonly string[], reached = true, withoutApi = false } = {},
) {
  const resource = (type: string, name: string, id: string): StateResource => ({
    address: `${type}.${name}`,
    type,
    name,
    values: { id },
  });
  const machines = new Map<string, string>();
  for (const slot of slots) machines.set(slot, (await cloud.machine(network, `acme-${slot}-g1`)).id);
  const resources = [
    resource("cloudstack_network", "network", network),
    ...known.map((slot) => resource("cloudstack_instance", slot, machines.get(slot) ?? "")),
    ...(reached ? [resource("cloudstack_loadbalancer_rule", "api-load-balancer", "rule")] : []),
  ];
  const config = testConfig();
  const search: OrphanSearch = {
    config: { ...config, cloudstack: { ...config.cloudstack, zone: cloud.zone } },
    client: {
      ...cloud,
      async run(command, args) {
        const name = [...machines].find(([, id]) => id === args?.id)?.[0];
        events.push(`${command === "destroyVirtualMachine" ? "machine" : command} ${name}`);
        return cloud.run(command, args);
      },
    },
    stack: {
      record: async () => ({ lineage: "one", serial: 1, resources, outputs: { kubeconfig: "of acme" } }),
      requireUnlocked: async () => {},
    },
    connect: () => living,
  };
  const { orphans } = await findOrphans(search);
  const { left, failures } = await removeOrphans(search, orphans, () => {}, withoutApi);
  return { left: left.map(({ name }) => name).sort(), problems: failures.map(({ problem }) => problem) };
}

describe("removeOrphans, of servers", () => {
  it("takes members out of the cluster before their machines go, one after the other", async () => {
    const living = cluster(server("cp-1"), server("cp-2"), server("cp-3"));
    expect(await removal(living, ["cp-1", "cp-2", "cp-3"])).toEqual({ left: [], problems: [] });
    expect(events).toEqual(["Node acme-cp-2-g1", "machine cp-2", "Node acme-cp-3-g1", "machine cp-3"]);
  });

  it("begins with broken members, because the majority is of those that are left", async () => {
    const living = cluster(server("cp-1"), server("cp-2"), server("cp-3", broken));
    expect(await removal(living, ["cp-1", "cp-2", "cp-3"])).toEqual({ left: [], problems: [] });
    expect(events[0]).toBe("Node acme-cp-3-g1");
  });

  it.each<[string, readonly KubernetesNode[], readonly string[]]>([
    [
      "the cluster has no majority",
      [server("cp-1"), server("cp-2", broken), server("cp-3", broken)],
      ["cp-1"],
    ],
    ["the rest is no majority", [server("cp-1", broken), server("cp-2"), server("cp-3")], ["cp-1"]],
    ["the whole cluster is among them", [server("cp-1"), server("cp-2"), server("cp-3")], []],
  ])("touches none when %s", async (_when, nodes, known) => {
    const { left, problems } = await removal(cluster(...nodes), ["cp-1", "cp-2", "cp-3"], { known });
    expect(left).toContain("acme-cp-3-g1");
    expect(problems.length).toBe(3 - known.length);
    expect(problems[0]).toContain("without its majority");
    expect(events).toEqual([]);
  });

  it("asks nothing of a member that has not joined", async () => {
    expect(await removal(cluster(server("cp-1")), ["cp-1", "cp-2"])).toEqual({ left: [], problems: [] });
    expect(events).toEqual(["machine cp-2"]);
  });

  it("keeps servers when the API is silent, and deletes agents", async () => {
    const { left, problems } = await removal(silent, ["cp-1", "cp-2", "apps-1"]);
    expect(left).toEqual(["acme-cp-2-g1"]);
    expect(problems[0]).toMatch(/no answer from .* --without-api/);
    expect(events).toEqual(["machine apps-1"]);
  });

  it("deletes them without an answer when a person says that the cluster is lost", async () => {
    expect((await removal(silent, ["cp-1", "cp-2"], { withoutApi: true })).left).toEqual([]);
  });

  it("still counts the votes when a person says so and the API answers", async () => {
    const living = cluster(server("cp-1", broken), server("cp-2"));
    const { left } = await removal(living, ["cp-1", "cp-2"], { withoutApi: true });
    expect(left).toEqual(["acme-cp-2-g1"]);
  });

  it("asks nobody when a first deploy ended before the API had its balancer rule", async () => {
    expect(await removal(silent, ["cp-1", "cp-2"], { reached: false })).toEqual({ left: [], problems: [] });
  });

  it("does not take a platform for new whose balancer rule is there, and not in an old state", async () => {
    const rule = { publicport: 6443, privateport: 6443, algorithm: "roundrobin", openfirewall: false };
    const publicipid = await cloud.address(network);
    await cloud.run("createLoadBalancerRule", { name: "acme-api", publicipid, ...rule });
    const { left, problems } = await removal(silent, ["cp-1", "cp-2"], { reached: false });
    expect(left).toEqual(["acme-api", "acme-cp-2-g1"]);
    expect(problems[1]).toContain("may need it");
    expect(events).toEqual([]);
  });

  it("keeps the Node of a living server whose name a machine in state Error has", async () => {
    cloud.cloud.faults.set([{ command: "deployVirtualMachine", fault: { kind: "fail-job" } }]);
    await cloud.machine(network, "acme-cp-2-g1").catch(() => {});
    cloud.cloud.faults.clear();
    const { left } = await removal(cluster(server("cp-1"), server("cp-2")), ["cp-1"]);
    expect(left).toEqual([]);
    expect(events.map((event) => event.split(" ")[0])).toEqual(["machine"]);
  });
});

it("deletes the Node of an agent whose machine is gone", async () => {
  const living = cluster(server("cp-1"), node("acme-apps-1-g1", "10.1.1.32", false));
  await removal(living, ["cp-1", "apps-1"]);
  expect(events).toEqual(["machine apps-1", "Node acme-apps-1-g1"]);
});
