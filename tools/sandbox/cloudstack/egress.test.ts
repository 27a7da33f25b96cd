import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test("everywhere as a source is stored as the network's CIDR", async () => {
  const { call, run, network } = await testCloud();
  const networkid = await network();
  await run("createEgressFirewallRule", { networkid, protocol: "all", cidrlist: "0.0.0.0/0" });
  const { firewallrule } = await call("listEgressFirewallRules", { networkid, listall: true });
  expect(firewallrule).toMatchObject([{ protocol: "all", cidrlist: "10.1.1.0/24", traffictype: "Egress" }]);
  expect(firewallrule[0]).not.toHaveProperty("startport");
});

test("a source outside the network is refused", async () => {
  const { run, network } = await testCloud();
  const rule = { networkid: await network(), protocol: "tcp", startport: 443, cidrlist: "10.2.0.0/16" };
  await expect(run("createEgressFirewallRule", rule)).rejects.toMatchObject({
    status: 431,
    message: "10.2.0.0/16 is not within the guest cidr 10.1.1.0/24",
  });
});

test("the same rule twice conflicts", async () => {
  const { run, network } = await testCloud();
  const rule = { networkid: await network(), protocol: "tcp", startport: 443 };
  const { firewallrule } = await run("createEgressFirewallRule", rule);
  await expect(run("createEgressFirewallRule", rule)).rejects.toMatchObject({ status: 537 });
  await run("deleteEgressFirewallRule", { id: firewallrule.id });
  await run("createEgressFirewallRule", rule);
});

test("a project's rules are listed with its projectid only", async () => {
  const { call, run, network, project } = await testCloud();
  const networkid = await network({ projectid: project });
  await run("createEgressFirewallRule", { networkid, protocol: "all" });
  expect(await call("listEgressFirewallRules", { networkid })).toEqual({});
  expect((await call("listEgressFirewallRules", { networkid, projectid: project })).count).toBe(1);
});
