import { expect, it } from "vitest";
import { testCloud } from "../../../../test/support/test-cloud.ts";
import type { Service } from "./kube-objects.ts";
import { loadBalancers } from "./load-balancer-calls.ts";

const service = (spec: Partial<Service["spec"]> = {}): Service => ({
  metadata: { name: "web", namespace: "default", uid: "5b0b8d6a-0000-4000-8000-000000000001" },
  spec: { type: "LoadBalancer", ports: [{ protocol: "TCP", port: 80, nodePort: 30080 }], ...spec },
});

async function cluster(args: Readonly<Record<string, string>> = {}) {
  const cloud = await testCloud();
  const projectid = args.project === undefined ? {} : { projectid: cloud.project };
  const network = await cloud.network(projectid);
  for (const name of ["cp-1", "apps-1"]) await cloud.machine(network, name, projectid);
  const id = await cloud.address(network, projectid);
  const { publicipaddress } = await cloud.call("listPublicIpAddresses", { id, ...projectid });
  const rules = () =>
    cloud.cloud.overview().addresses.map(({ address, firewall, loadBalancers }) => ({
      address,
      firewall,
      members: loadBalancers.map(({ members }) => members),
    }));
  return {
    ...cloud,
    rules,
    reserved: publicipaddress[0].ipaddress as string,
    balancers: loadBalancers(cloud, projectid.projectid),
  };
}

const NODES = ["apps-1", "cp-1"];

it("uses the address that the Service names, and leaves it when the Service goes", async () => {
  const { balancers, rules, reserved } = await cluster();
  const named = service({ loadBalancerIP: reserved });
  expect(await balancers.ensure(named, NODES)).toBe(reserved);
  const before = rules();
  expect(before.find(({ address }) => address === reserved)).toEqual({
    address: reserved,
    firewall: ["tcp 80 from 0.0.0.0/0"],
    members: [["cp-1", "apps-1"]],
  });
  await balancers.remove(named);
  expect(rules().find(({ address }) => address === reserved)).toMatchObject({ firewall: [], members: [] });
});

it("takes an address of its own for a Service that names none, and gives it back", async () => {
  const { balancers, rules } = await cluster();
  const held = rules().length;
  const address = await balancers.ensure(service(), NODES);
  expect(rules().map((one) => one.address)).toContain(address);
  expect(await balancers.ensure(service(), NODES)).toBe(address);
  expect(rules()).toHaveLength(held + 1);
  await balancers.remove(service());
  expect(rules()).toHaveLength(held);
});

it("gives back the address that it took when the rules fail", async () => {
  const { balancers, rules, cloud } = await cluster();
  const held = rules().length;
  cloud.faults.set([{ command: "createFirewallRule", fault: { kind: "refuse" } }]);
  await expect(balancers.ensure(service(), NODES)).rejects.toThrow("a fault of the sandbox");
  expect(rules()).toHaveLength(held);
});

it("refuses an address that the account does not hold", async () => {
  const { balancers } = await cluster();
  await expect(balancers.ensure(service({ loadBalancerIP: "192.0.2.1" }), NODES)).rejects.toThrow(
    "could not find IP address 192.0.2.1",
  );
});

it("keeps the members of rules to the nodes there are", async () => {
  const { balancers, rules, reserved } = await cluster();
  const named = service({ loadBalancerIP: reserved });
  await balancers.ensure(named, ["apps-1"]);
  expect(await balancers.update(named, NODES)).toBe(true);
  expect(await balancers.update(named, NODES)).toBe(false);
  expect(rules().find(({ address }) => address === reserved)?.members).toEqual([["apps-1", "cp-1"]]);
  expect(await balancers.update(named, ["cp-1"])).toBe(true);
  expect(rules().find(({ address }) => address === reserved)?.members).toEqual([["cp-1"]]);
});

it("gets rid of no rule in a project, as the CCM v1.1.1 does not", async () => {
  const { balancers, reserved } = await cluster({ project: "yes" });
  const named = service({ loadBalancerIP: reserved });
  expect(await balancers.ensure(named, NODES)).toBe(reserved);
  await expect(balancers.remove(named)).rejects.toThrow("No match found for");
});
