import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

async function withAddress() {
  const cloud = await testCloud();
  const networkid = await cloud.network();
  const publicipid = await cloud.address(networkid);
  const create = async (args: Readonly<Record<string, string | number | boolean>> = {}) => {
    const fixed = { publicipid, algorithm: "roundrobin", name: "api", publicport: 6443, privateport: 6443 };
    return (await cloud.run("createLoadBalancerRule", { ...fixed, openfirewall: false, ...args }))
      .loadbalancer;
  };
  return { ...cloud, networkid, publicipid, create };
}

test("a rule has texts for ports and spaces between its CIDRs", async () => {
  const { create, networkid } = await withAddress();
  const rule = await create({ cidrlist: "10.0.0.0/8,192.0.2.0/24" });
  expect(rule).toMatchObject({
    publicport: "6443",
    privateport: "6443",
    cidrlist: "10.0.0.0/8 192.0.2.0/24",
    networkid,
  });
});

test("a public port is balanced once per address and transport", async () => {
  const { create } = await withAddress();
  const { id } = await create();
  await expect(create({ name: "other", protocol: "tcp-proxy" })).rejects.toMatchObject({
    status: 537,
    message: `The range specified, 6443-6443, conflicts with rule ${id} which has 6443-6443`,
  });
  await create({ name: "udp", protocol: "udp" });
});

test("traffic goes to running members only, whatever happens to them", async () => {
  const { create, run, call, machine, networkid, fake } = await withAddress();
  const members = () => fake.policy().addresses[0]?.loadBalancers[0]?.members;
  const { id } = await create();
  const one = await machine(networkid, "cp-1", { ipaddress: "10.1.1.11" });
  const two = await machine(networkid, "cp-2", { ipaddress: "10.1.1.12" });
  await run("assignToLoadBalancerRule", { id, virtualmachineids: `${one.id},${two.id}` });
  expect(members()).toEqual(["10.1.1.11", "10.1.1.12"]);
  await run("stopVirtualMachine", { id: one.id });
  expect(members()).toEqual(["10.1.1.12"]);
  expect((await call("listLoadBalancerRuleInstances", { id })).count).toBe(2);
  await run("startVirtualMachine", { id: one.id });
  expect(members()).toEqual(["10.1.1.11", "10.1.1.12"]);
  await run("removeFromLoadBalancerRule", { id, virtualmachineids: two.id });
  expect(members()).toEqual(["10.1.1.11"]);
  await run("destroyVirtualMachine", { id: one.id, expunge: true });
  expect(members()).toEqual([]);
  expect(await call("listLoadBalancerRuleInstances", { id })).toEqual({});
});

test("traffic stops going to a machine before the machine stops", async () => {
  const { create, run, machine, networkid, fake } = await withAddress();
  const { id } = await create();
  const vm = await machine(networkid, "cp-1");
  await run("assignToLoadBalancerRule", { id, virtualmachineids: vm.id });
  fake.calls.length = 0;
  await run("stopVirtualMachine", { id: vm.id });
  expect(fake.calls).toEqual(["apply", "stop cp-1"]);
});

test("a machine is assigned once, and only in its own network", async () => {
  const { create, run, machine, network, networkid } = await withAddress();
  const { id } = await create();
  const vm = await machine(networkid, "cp-1");
  const stranger = await machine(await network({ name: "other" }), "cp-1");
  await run("assignToLoadBalancerRule", { id, virtualmachineids: vm.id });
  await expect(run("assignToLoadBalancerRule", { id, virtualmachineids: vm.id })).rejects.toMatchObject({
    status: 200,
    code: 530,
    message: expect.stringContaining("is already mapped to load balancer"),
  });
  await expect(run("assignToLoadBalancerRule", { id, virtualmachineids: stranger.id })).rejects.toThrow(
    "doesn't belong in the same network",
  );
});

test("a rule opens the firewall unless told not to, and closes it when it goes", async () => {
  const { create, run, call } = await withAddress();
  const { id } = await create({ openfirewall: true });
  expect((await call("listFirewallRules")).firewallrule).toMatchObject([
    { startport: 6443, cidrlist: "0.0.0.0/0" },
  ]);
  await run("deleteLoadBalancerRule", { id });
  expect(await call("listFirewallRules")).toEqual({});
});

test("an update changes name, description and algorithm", async () => {
  const { create, run, fake } = await withAddress();
  const { id } = await create();
  const { loadbalancer } = await run("updateLoadBalancerRule", { id, name: "kube", algorithm: "source" });
  expect(loadbalancer).toMatchObject({ name: "kube", algorithm: "source", publicport: "6443" });
  expect(fake.policy().addresses[0]?.loadBalancers[0]?.algorithm).toBe("source");
});

test("there are no autoscale groups, which the provider must be able to ask", async () => {
  const { create, call } = await withAddress();
  expect(await call("listAutoScaleVmGroups", { lbruleid: (await create()).id })).toEqual({});
});

test.each([
  [{ algorithm: "random" }, "Invalid algorithm: random"],
  [{ protocol: "sctp" }, "Invalid protocol: sctp"],
  [{ publicport: 0 }, "publicport is an invalid value: 0"],
])("a rule with %o is refused", async (args, message) => {
  const { create } = await withAddress();
  await expect(create(args)).rejects.toMatchObject({ status: 431, message });
});
