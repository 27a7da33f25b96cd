import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test("a network's CIDR follows from gateway and netmask", async () => {
  const { call, network } = await testCloud();
  const id = await network({ gateway: "10.8.0.1", netmask: "255.255.240.0", name: "platform" });
  const { network: found } = await call("listNetworks", { id });
  expect(found).toMatchObject([
    { name: "platform", cidr: "10.8.0.0/20", gateway: "10.8.0.1", state: "Allocated" },
  ]);
});

test("a network that is created is known to the data plane when the call answers", async () => {
  const { fake, network } = await testCloud();
  const id = await network();
  expect(fake.policy().networks).toEqual([{ id, cidr: "10.1.1.0/24", gateway: "10.1.1.1" }]);
});

test("objects of a project are listed with its projectid only, and say which project it is", async () => {
  const { call, network, project } = await testCloud();
  const id = await network({ projectid: project });
  expect(await call("listNetworks", { id })).toEqual({});
  const found = await call("listNetworks", { id, projectid: project });
  expect(found.network[0]).toMatchObject({ project: "platform-team", projectid: project });
  expect(found.network[0]).not.toHaveProperty("account");
  expect((await call("listNetworks", { projectid: "-1" })).count).toBe(1);
});

test("a network with machines is not deleted, also when they are destroyed but not expunged", async () => {
  const { run, network, machine } = await testCloud();
  const id = await network();
  const vm = await machine(id, "cp-1");
  const failure = { code: 530, status: 200, message: "Failed to delete network" };
  await expect(run("deleteNetwork", { id })).rejects.toMatchObject(failure);
  await run("destroyVirtualMachine", { id: vm.id });
  await expect(run("deleteNetwork", { id })).rejects.toMatchObject(failure);
  await run("expungeVirtualMachine", { id: vm.id });
  expect(await run("deleteNetwork", { id })).toEqual({ success: true });
});

test("deleting a network gives back its addresses and rules", async () => {
  const { call, run, network, address, fake } = await testCloud();
  const id = await network();
  const ipaddressid = await address(id);
  await run("createFirewallRule", { ipaddressid, protocol: "tcp", startport: 80 });
  await run("createEgressFirewallRule", { networkid: id, protocol: "all" });
  await run("deleteNetwork", { id });
  expect(await call("listPublicIpAddresses")).toEqual({});
  expect(await call("listFirewallRules")).toEqual({});
  expect(await call("listEgressFirewallRules")).toEqual({});
  expect(fake.policy()).toEqual({ networks: [], addresses: [] });
});

test("an update changes names and nothing else", async () => {
  const { call, run, network } = await testCloud();
  const id = await network();
  const { network: before } = await call("listNetworks", { id });
  const updated = await run("updateNetwork", { id, name: "new", displaytext: "New" });
  expect(updated.network).toEqual({ ...before[0], name: "new", displaytext: "New" });
});

test("a deleted network is gone in the words that the provider looks for", async () => {
  const { run, call, network } = await testCloud();
  const id = await network();
  await run("deleteNetwork", { id });
  const gone = {
    status: 431,
    message: expect.stringContaining(
      `Invalid parameter id value=${id} due to incorrect long value format, or entity does not exist`,
    ),
  };
  await expect(call("listNetworks", { id })).rejects.toMatchObject(gone);
  await expect(run("deleteNetwork", { id })).rejects.toMatchObject(gone);
});

test("a network that is no VPC's tier has no access lists, and says so", async () => {
  const { call, network } = await testCloud();
  expect(await call("listNetworkACLs", { networkid: await network(), listall: true })).toEqual({});
});
