import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test("the first address of a network is its source NAT, the next ones are not", async () => {
  const { call, network, address } = await testCloud();
  const id = await network();
  await address(id);
  await address(id);
  const { publicipaddress } = await call("listPublicIpAddresses", { associatednetworkid: id });
  expect(publicipaddress).toMatchObject([
    { ipaddress: "127.0.77.10", issourcenat: true, state: "Allocated" },
    { ipaddress: "127.0.77.11", issourcenat: false },
  ]);
});

test("a machine in a network without addresses brings a source NAT address", async () => {
  const { call, network, machine } = await testCloud();
  const id = await network();
  await machine(id, "cp-1");
  const { publicipaddress } = await call("listPublicIpAddresses", { associatednetworkid: id });
  expect(publicipaddress).toMatchObject([{ issourcenat: true }]);
  expect((await call("listNetworks", { id })).network[0].state).toBe("Implemented");
});

test("a source NAT address stays as long as its network", async () => {
  const { run, network, address } = await testCloud();
  const id = await address(await network());
  await expect(run("disassociateIpAddress", { id })).rejects.toThrow(
    "IP address is used for source nat purposes and can not be disassociated.",
  );
});

test("giving an address back removes its rules and frees it", async () => {
  const { call, run, network, address, fake } = await testCloud();
  const networkid = await network();
  await address(networkid);
  const id = await address(networkid);
  await run("createFirewallRule", { ipaddressid: id, protocol: "tcp", startport: 80 });
  await run("createLoadBalancerRule", {
    publicipid: id,
    algorithm: "source",
    name: "web",
    publicport: 80,
    privateport: 80,
    openfirewall: false,
  });
  await run("disassociateIpAddress", { id });
  expect(await call("listLoadBalancerRules")).toEqual({});
  expect(await call("listFirewallRules")).toEqual({});
  expect(fake.policy().addresses.map(({ address }) => address)).toEqual(["127.0.77.10"]);
  await address(networkid);
  expect((await call("listPublicIpAddresses", { ipaddress: "127.0.77.11" })).count).toBe(1);
});

test("a used-up range is an error of capacity", async () => {
  const { network, address } = await testCloud({ settings: { publicRange: ["127.0.77.10", "127.0.77.10"] } });
  const id = await network();
  await address(id);
  await expect(address(id)).rejects.toMatchObject({ code: 533, status: 533 });
});
