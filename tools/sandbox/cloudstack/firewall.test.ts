import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

async function withAddress() {
  const cloud = await testCloud();
  const networkid = await cloud.network();
  const ipaddressid = await cloud.address(networkid);
  const create = (args: Readonly<Record<string, string | number>>) =>
    cloud.run("createFirewallRule", { ipaddressid, protocol: "tcp", ...args });
  return { ...cloud, ipaddressid, networkid, create };
}

test("a rule has numbers for ports and commas between its CIDRs", async () => {
  const { create, ipaddressid } = await withAddress();
  const { firewallrule } = await create({ startport: 80, endport: 90, cidrlist: "10.0.0.0/8,192.0.2.0/24" });
  expect(firewallrule).toMatchObject({
    startport: 80,
    endport: 90,
    cidrlist: "10.0.0.0/8,192.0.2.0/24",
    ipaddressid,
    ipaddress: "127.0.77.10",
  });
});

test("a rule is in force when its job is done, and out of force when it is deleted", async () => {
  const { create, run, fake } = await withAddress();
  const { firewallrule } = await create({ startport: 6443, cidrlist: "192.0.2.0/24" });
  expect(fake.policy().addresses[0]?.firewall).toEqual([
    { protocol: "tcp", startPort: 6443, endPort: 6443, cidrs: ["192.0.2.0/24"] },
  ]);
  await run("deleteFirewallRule", { id: firewallrule.id });
  expect(fake.policy().addresses[0]?.firewall).toEqual([]);
});

test("the same ports for an overlapping source conflict, for another source they do not", async () => {
  const { create } = await withAddress();
  const { firewallrule } = await create({ startport: 80, endport: 90, cidrlist: "192.0.2.0/24" });
  await expect(create({ startport: 85, cidrlist: "192.0.2.128/25" })).rejects.toMatchObject({
    status: 537,
    message: `The range specified, 85-85, conflicts with rule ${firewallrule.id} which has 80-90`,
  });
  await create({ startport: 85, cidrlist: "198.51.100.0/24" });
  await create({ startport: 85, protocol: "udp", cidrlist: "192.0.2.0/24" });
});

test.each([
  [{ startport: 80, cidrlist: "10.0.0.300/8" }, "Source cidrs formatting error 10.0.0.300/8"],
  [{ startport: 80, protocol: "gre" }, "Protocol gre is not supported"],
  [{ startport: 90, endport: 80 }, "Start port can't be bigger than end port"],
  [{ startport: 70000 }, "Invalid port number 70000"],
])("a rule with %o is refused", async (args, message) => {
  const { create } = await withAddress();
  await expect(create(args)).rejects.toMatchObject({
    status: 431,
    message: expect.stringContaining(message),
  });
});
