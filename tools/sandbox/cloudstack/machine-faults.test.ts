import { describe, expect, it } from "vitest";
import { type TestCloud, testCloud } from "../../../test/support/test-cloud.ts";

/** A cloud with three machines of one anti-affinity group and a load balancer rule over them. */
async function threeServers() {
  const test = await testCloud();
  const networkId = await test.network();
  const { id: group } = (
    await test.run("createAffinityGroup", { name: "servers", type: "host anti-affinity" })
  ).affinitygroup;
  const ids: string[] = [];
  for (const name of ["cp-1", "cp-2", "cp-3"]) {
    ids.push((await test.machine(networkId, name, { affinitygroupids: group })).id);
  }
  const publicipid = await test.address(networkId);
  const rule = { name: "api", algorithm: "roundrobin", publicport: 6443, privateport: 6443, publicipid };
  const { id } = (await test.run("createLoadBalancerRule", rule)).loadbalancer;
  await test.run("assignToLoadBalancerRule", { id, virtualmachineids: ids.join(",") });
  return { ...test, networkId, group, ids };
}

const hostOf = ({ cloud }: TestCloud, name: string) =>
  cloud.overview().machines.find((machine) => machine.name === name)?.host ?? "";
const stateOf = ({ cloud }: TestCloud, name: string) =>
  cloud.machines().find((machine) => machine.name === name)?.state;
const members = ({ fake }: TestCloud) =>
  fake.policy().addresses.flatMap(({ loadBalancers }) => loadBalancers.flatMap((rule) => rule.members));

describe("hosts", () => {
  it("keep machines of a host anti-affinity group apart, and refuse one too many", async () => {
    const test = await threeServers();
    expect(new Set(["cp-1", "cp-2", "cp-3"].map((name) => hostOf(test, name))).size).toBe(3);
    const more = (name: string) => test.machine(test.networkId, name, { affinitygroupids: test.group });
    await Promise.all(["cp-4", "cp-5", "cp-6"].map(more));
    await expect(more("cp-7")).rejects.toThrow("Unable to create a deployment for VM instance");
    expect(stateOf(test, "cp-7")).toBe("Error");
  });

  it("are only preferred by a non-strict group", async () => {
    const test = await testCloud();
    const networkId = await test.network();
    const type = "non-strict host anti-affinity";
    const { id } = (await test.run("createAffinityGroup", { name: "g", type })).affinitygroup;
    const names = Array.from({ length: 7 }, (_, index) => `vm-${index}`);
    for (const name of names) await test.machine(networkId, name, { affinitygroupids: id });
    expect(new Set(names.map((name) => hostOf(test, name))).size).toBe(6);
  });

  it("are not shown to an ordinary account", async () => {
    const test = await threeServers();
    expect((await test.call("listVirtualMachines")).virtualmachine[0]).not.toHaveProperty("hostname");
  });
});

describe("host down", () => {
  it("ends the host's machines at once, until the host is up", async () => {
    const test = await threeServers();
    const host = hostOf(test, "cp-2");
    expect(await test.cloud.machineFaults.hostDown(host)).toEqual(["cp-2"]);
    expect(test.fake.calls).toContain("kill cp-2");
    expect(stateOf(test, "cp-2")).toBe("Stopped");
    expect(members(test)).toHaveLength(2);
    expect(test.cloud.overview().hosts).toContainEqual({ name: host, state: "down" });
    expect(await test.cloud.machineFaults.hostUp(host)).toEqual(["cp-2"]);
    expect(stateOf(test, "cp-2")).toBe("Running");
    expect(members(test)).toHaveLength(3);
  });

  it("lets the API start a machine on another host meanwhile", async () => {
    const test = await threeServers();
    const host = hostOf(test, "cp-2");
    await test.cloud.machineFaults.hostDown(host);
    await test.run("startVirtualMachine", { id: test.ids[1] ?? "" });
    expect(hostOf(test, "cp-2")).not.toBe(host);
    expect(await test.cloud.machineFaults.hostUp(host)).toEqual([]);
  });

  it("fails the start of a machine that was under way", async () => {
    const test = await threeServers();
    const release = test.fake.hold("start");
    const deployed = test.machine(test.networkId, "cp-4", { affinitygroupids: test.group });
    const failed = expect(deployed).rejects.toThrow("its host went down");
    await expect.poll(() => hostOf(test, "cp-4")).not.toBe("");
    await test.cloud.machineFaults.hostDown(hostOf(test, "cp-4"));
    release();
    await failed;
    expect(stateOf(test, "cp-4")).toBe("Error");
  });

  it("outlives a restart of the cloud", async () => {
    const test = await threeServers();
    const host = hostOf(test, "cp-1");
    await test.cloud.machineFaults.hostDown(host);
    await test.cloud.close();
    const next = await testCloud({ stateDir: test.stateDir, fake: test.fake });
    expect(next.cloud.overview().hosts).toContainEqual({ name: host, state: "down" });
    expect(await next.cloud.machineFaults.hostUp(host)).toEqual(["cp-1"]);
  });

  it("names the hosts there are", async () => {
    const { cloud } = await testCloud();
    await expect(cloud.machineFaults.hostDown("rack-9")).rejects.toMatchObject({
      code: "HOST_UNKNOWN",
      hint: "there are host-1, host-2, host-3, host-4, host-5, host-6",
    });
  });
});

describe("crash", () => {
  it("kills the machine, which CloudStack then shows as stopped and can start again", async () => {
    const test = await threeServers();
    await test.cloud.machineFaults.crash("cp-1");
    expect(test.fake.calls.at(-2)).toBe("kill cp-1");
    expect(stateOf(test, "cp-1")).toBe("Stopped");
    expect(members(test)).toHaveLength(2);
    await expect(test.cloud.machineFaults.crash("cp-1")).rejects.toThrow("cp-1 is Stopped");
    await test.run("startVirtualMachine", { id: test.ids[0] ?? "" });
    expect(members(test)).toHaveLength(3);
  });

  it("guesses the machine that was meant", async () => {
    const test = await threeServers();
    await expect(test.cloud.machineFaults.crash("cp1")).rejects.toMatchObject({
      code: "NODE_UNKNOWN",
      hint: expect.stringContaining("did you mean cp-"),
    });
  });
});

describe("flap", () => {
  it("takes the machine out of its rules and in again until it is steady", async () => {
    const test = await threeServers();
    test.cloud.machineFaults.flap("cp-1", 1);
    await expect.poll(() => members(test).length).toBe(2);
    await expect.poll(() => members(test).length).toBe(3);
    await expect.poll(() => members(test).length).toBe(2);
    expect(test.cloud.machineFaults.flapping()).toEqual([{ machine: "cp-1", milliseconds: 1 }]);
    await test.cloud.machineFaults.steady();
    expect(test.cloud.machineFaults.flapping()).toEqual([]);
    expect(members(test)).toHaveLength(3);
  });
});

describe("no-boot", () => {
  it("shows a machine as running in which nothing starts, until it is restored", async () => {
    const test = await testCloud();
    const networkId = await test.network();
    test.cloud.faults.set([{ command: "deployVirtualMachine", name: "cp-2", fault: { kind: "no-boot" } }]);
    await test.machine(networkId, "cp-1");
    const { id, state } = await test.machine(networkId, "cp-2");
    expect(state).toBe("Running");
    expect(test.fake.running()).toEqual(["cp-1"]);
    await test.run("rebootVirtualMachine", { id });
    expect(test.fake.running()).toEqual(["cp-1"]);
    await test.run("restoreVirtualMachine", { virtualmachineid: id });
    expect(test.fake.running()).toEqual(["cp-1", "cp-2"]);
  });
});

describe("restoreVirtualMachine", () => {
  it("replaces the disk of a running machine and starts it", async () => {
    const test = await testCloud();
    const { id } = await test.machine(await test.network(), "cp-1", { rootdisksize: 20 });
    const [before] = (await test.call("listVolumes")).volume;
    const { virtualmachine } = await test.run("restoreVirtualMachine", { virtualmachineid: id });
    expect(virtualmachine).toMatchObject({ id, state: "Running" });
    expect(test.fake.calls.slice(-3)).toEqual(["stop cp-1", "destroy cp-1", "start cp-1"]);
    const { volume } = await test.call("listVolumes");
    expect(volume).toMatchObject([{ type: "ROOT", size: before.size }]);
    expect(volume[0].id).not.toBe(before.id);
  });

  it("leaves a stopped machine stopped", async () => {
    const test = await testCloud();
    const { id } = await test.machine(await test.network(), "cp-1");
    await test.run("stopVirtualMachine", { id });
    const { virtualmachine } = await test.run("restoreVirtualMachine", { virtualmachineid: id });
    expect(virtualmachine.state).toBe("Stopped");
    expect(test.fake.running()).toEqual([]);
  });
});
