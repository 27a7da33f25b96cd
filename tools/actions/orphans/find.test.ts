import { beforeEach, describe, expect, it } from "vitest";
import { testConfig } from "../../../platform/config/testing/test-config.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type TestCloud, testCloud } from "../../../test/support/test-cloud.ts";
import type { StateRecord, StateResource } from "../stack/state-record.ts";
import { findOrphans, type OrphanSearch } from "./find.ts";
import { removeOrphans } from "./remove.ts";

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await testCloud();
});

const record = (resources: readonly StateResource[]): StateRecord => ({
  lineage: "one",
  serial: 1,
  resources,
  outputs: {},
});
const resource = (type: string, name: string, values: Readonly<Record<string, unknown>>): StateResource => ({
  address: `${type}.${name}`,
  type,
  name,
  values,
});

/** A search in the test's cloud with this state; the state's lock is free. */
function search(state: readonly StateResource[] | undefined, project?: string): OrphanSearch {
  const config = testConfig();
  return {
    config: {
      ...config,
      cloudstack: { ...config.cloudstack, zone: cloud.zone, ...(project === undefined ? {} : { project }) },
    },
    client: cloud,
    stack: {
      record: async () => (state === undefined ? undefined : record(state)),
      requireUnlocked: async () => {},
    },
    connect: () => {
      throw new Error("nothing tells of a cluster");
    },
  };
}

const tag = (resourcetype: string, resourceids: string, platform = "acme") =>
  cloud.run("createTags", {
    resourcetype,
    resourceids,
    "tags[0].key": "loco-platform",
    "tags[0].value": platform,
  });

/** The platform's network with its two addresses, tagged, and the state that knows them. */
async function deployed() {
  const network = await cloud.network({ name: "acme", displaytext: "Loco platform acme" });
  await tag("network", network);
  const source = await cloud.address(network);
  const [api, ingress] = [await cloud.address(network), await cloud.address(network)];
  await tag("PublicIpAddress", `${api},${ingress}`);
  const state = [
    resource("cloudstack_network", "network", { id: network, source_nat_ip_id: source }),
    resource("cloudstack_ipaddress", "api-address", { id: api }),
    resource("cloudstack_ipaddress", "ingress-address", { id: ingress }),
  ];
  return { network, api, ingress, state };
}

const named = async (given: OrphanSearch) => {
  const { orphans, kept } = await findOrphans(given);
  const short = (found: typeof orphans) => found.map(({ kind, name }) => `${kind} ${name}`).sort();
  return { orphans: short(orphans), kept: short(kept) };
};
const balancer = (publicipid: string, name: string, publicport: number) =>
  cloud.run("createLoadBalancerRule", {
    name,
    publicipid,
    publicport,
    privateport: 80,
    algorithm: "roundrobin",
    openfirewall: false,
  });
const open = (ipaddressid: string, startport: number) =>
  cloud.run("createFirewallRule", { ipaddressid, protocol: "tcp", startport, endport: startport });

describe("findOrphans", () => {
  it("finds nothing where state knows everything", async () => {
    expect(await named(search((await deployed()).state))).toEqual({ orphans: [], kept: [] });
  });

  it("finds what was made and never tagged, by its name and place", async () => {
    const { network, api, state } = await deployed();
    await cloud.machine(network, "acme-cp-1-g1");
    await cloud.address(network);
    await cloud.network({ name: "acme", displaytext: "Loco platform acme" });
    await cloud.run("createAffinityGroup", {
      name: "acme-control-plane",
      type: "host anti-affinity",
      description: "Servers of Loco platform acme",
    });
    await cloud.run("createEgressFirewallRule", {
      networkid: network,
      protocol: "all",
      cidrlist: "10.1.1.0/24",
    });
    await open(api, 6443);
    await balancer(api, "acme-api", 6443);
    const { orphans, kept } = await named(search(state));
    expect(orphans).toEqual([
      expect.stringMatching(/^address 127\./),
      "affinity group acme-control-plane",
      "balancer rule acme-api",
      "egress rule all of 10.1.1.0/24",
      "firewall rule tcp 6443 from 0.0.0.0/0",
      "machine acme-cp-1-g1",
      "network acme",
    ]);
    expect(kept).toEqual([]);
  });

  it("leaves to the cluster what its cloud controller and storage driver made", async () => {
    const { network, ingress, state } = await deployed();
    const own = await cloud.address(network);
    await balancer(ingress, "a1b2-tcp-443", 443);
    await open(ingress, 443);
    await balancer(own, "a3c4-tcp-80", 80);
    const { id } = await cloud.machine(network, "acme-apps-1-g1");
    const offering = (await cloud.call("listDiskOfferings")).diskoffering[0].id;
    const volume = { diskofferingid: offering, size: 1, zoneid: cloud.zone };
    const { volume: disk } = await cloud.run("createVolume", { ...volume, name: "pvc-1" });
    await cloud.run("attachVolume", { id: disk.id, virtualmachineid: id });
    const known = [...state, resource("cloudstack_instance", "apps-1", { id })];
    expect(await named(search(known))).toEqual({
      orphans: [],
      kept: [
        expect.stringMatching(/^address 127\./),
        "balancer rule a1b2-tcp-443",
        "balancer rule a3c4-tcp-80",
        "firewall rule tcp 443 from 0.0.0.0/0",
        "volume pvc-1",
      ],
    });
  });

  it("never takes a platform whose name begins the same for this one", async () => {
    const { state } = await deployed();
    const other = await cloud.network({ name: "acme-2", displaytext: "Loco platform acme-2" });
    const { id } = await cloud.machine(other, "acme-2-cp-1-g1");
    await cloud.machine(other, "acme-apps-cp-1-g1");
    await tag("network", other, "acme-2");
    await tag("UserVm", id, "acme-2");
    await cloud.address(other);
    expect((await named(search(state))).orphans).toEqual([]);
  });

  it("leaves a stranger's machine on the platform's network alone, and the network with it", async () => {
    const { network, state } = await deployed();
    await cloud.machine(network, "someones-bastion");
    const withoutNetwork = state.filter(({ type }) => type !== "cloudstack_network");
    expect(await named(search(withoutNetwork))).toEqual({
      orphans: [],
      kept: ["machine someones-bastion", "network acme"],
    });
  });

  it("looks in the project, and nowhere else", async () => {
    const owner = { projectid: cloud.project };
    const inside = await cloud.network({ name: "acme", displaytext: "Loco platform acme", ...owner });
    const outside = await cloud.network({ name: "acme", displaytext: "Loco platform acme" });
    const ids = async (project?: string) =>
      (await findOrphans(search([], project))).orphans.map(({ id }) => id);
    expect(await ids(cloud.project)).toEqual([inside]);
    expect(await ids("platform-team")).toEqual([inside]);
    expect(await ids()).toEqual([outside]);
    await expect(ids("nobody")).rejects.toMatchObject({ code: "CLOUDSTACK_FAILED" });
  });

  it("doubts when there is no state, or machines without a network in it", async () => {
    const { network, state } = await deployed();
    expect((await findOrphans(search(undefined))).doubt).toContain("there is no state");
    expect((await findOrphans(search([]))).doubt).toBeUndefined();
    await cloud.machine(network, "acme-cp-1-g1");
    expect((await findOrphans(search([]))).doubt).toContain("no network");
    expect((await findOrphans(search(state))).doubt).toBeUndefined();
  });

  it("says nothing of a locked state", async () => {
    const given = search([]);
    const requireUnlocked = async () => {
      throw new LocoError("STATE_LOCKED", "locked");
    };
    await expect(findOrphans({ ...given, stack: { ...given.stack, requireUnlocked } })).rejects.toMatchObject(
      {
        code: "STATE_LOCKED",
      },
    );
  });
});

describe("removeOrphans", () => {
  it("deletes a whole platform in an order that CloudStack accepts", async () => {
    const { network } = await deployed();
    await cloud.machine(network, "acme-cp-1-g1");
    const { orphans } = await findOrphans(search([]));
    const { left, failures } = await removeOrphans(search([]), orphans, () => {});
    expect({ left, failures }).toEqual({ left: [], failures: [] });
    expect(cloud.cloud.overview()).toMatchObject({ networks: [], addresses: [], machines: [] });
  });

  it("goes on after a failure and says what is left and why", async () => {
    const { network, state } = await deployed();
    const { id } = await cloud.machine(network, "acme-cp-1-g1");
    await cloud.address(network);
    const { orphans } = await findOrphans(search(state));
    cloud.cloud.faults.set([{ command: "destroyVirtualMachine", fault: { kind: "refuse", text: "no" } }]);
    const { deleted, left, failures } = await removeOrphans(search(state), orphans, () => {});
    expect(deleted.map(({ kind }) => kind)).toEqual(["address"]);
    expect(left.map((one) => one.id)).toEqual([id]);
    expect(failures).toMatchObject([{ problem: "no" }]);
  });

  it("deletes only what the person agreed to, and nothing that state has got to know", async () => {
    const { network, state } = await deployed();
    const { id } = await cloud.machine(network, "acme-cp-1-g1");
    const { orphans } = await findOrphans(search(state));
    await cloud.machine(network, "acme-cp-2-g1");
    const now = search([...state, resource("cloudstack_instance", "cp-1", { id })]);
    const { deleted, left } = await removeOrphans(now, orphans, () => {});
    expect(deleted).toEqual([]);
    expect(left.map(({ name }) => name)).toEqual(["acme-cp-2-g1"]);
  });
});
