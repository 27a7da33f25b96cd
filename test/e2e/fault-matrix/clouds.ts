import { type CloudstackClient, cloudstackClient } from "../../../tools/cloudstack/client.ts";
import { listAll } from "../../../tools/cloudstack/list-all.ts";
import { type Cloud, sandboxCredentials, startCloud } from "../../../tools/sandbox/cloudstack/cloud.ts";
import { fakeMachines } from "../../support/fake-machines.ts";

/** Starts a cloud on a free port of this machine, whose machines need not boot. `range` is where its public addresses are. */
export async function startMatrixCloud(stateDir: string): Promise<Cloud> {
  const { machines, dataplane } = fakeMachines();
  const settings = {
    publicRange: ["127.0.93.10", "127.0.93.250"] as const,
    credentials: sandboxCredentials,
    answersAfterJobs: true,
  };
  return startCloud({ stateDir, host: "127.0.0.1", port: 0, machines, dataplane, settings });
}

/** A client of a cloud, as the platform's account. */
export const clientOf = (cloud: Cloud): CloudstackClient => cloudstackClient(cloud.url, sandboxCredentials);

/** What a cloud holds, by kind and name. Public addresses differ from run to run, and so do the rules that name one. */
export async function contentsOf(cloud: Cloud): Promise<Readonly<Record<string, readonly string[]>>> {
  const { call } = clientOf(cloud);
  const { networks, addresses, machines, volumes } = cloud.overview();
  const groups = await listAll(call, "listAffinityGroups");
  const tags = await listAll(call, "listTags");
  const anonymous = (text: string) => text.replaceAll(/127\.0\.93\.\d+/g, "<public>");
  const balancers = addresses.flatMap(({ loadBalancers }) => loadBalancers);
  return {
    networks: networks.map(({ name }) => name).sort(),
    egress: networks.flatMap(({ egress }) => egress).sort(),
    addresses: addresses
      .map(({ network, sourceNat }) => `${network} ${sourceNat ? "source NAT" : "public"}`)
      .sort(),
    firewall: addresses.flatMap(({ firewall }) => firewall.map(anonymous)).sort(),
    balancers: balancers.map(({ name, ports, members }) => `${name} ${ports} ${[...members].sort()}`).sort(),
    machines: machines
      .map(({ name, state, privateIp, affinityGroups }) => `${name} ${state} ${privateIp} ${affinityGroups}`)
      .sort(),
    groups: groups.map(({ name }) => name as string).sort(),
    volumes: volumes.map(({ type, machine }) => `${type} ${machine}`).sort(),
    tags: tags.map(({ resourcetype, key, value }) => `${resourcetype} ${key}=${value}`).sort(),
  };
}

/** Ids of everything in a cloud that somebody made; what comes and goes with something else is not among them. */
export async function idsIn(cloud: Cloud): Promise<readonly string[]> {
  const { call } = clientOf(cloud);
  const lists = [
    "listVirtualMachines",
    "listNetworks",
    "listAffinityGroups",
    "listLoadBalancerRules",
    "listFirewallRules",
    "listEgressFirewallRules",
  ];
  const found = await Promise.all(lists.map((command) => listAll(call, command)));
  const addresses = await listAll(call, "listPublicIpAddresses", { issourcenat: false });
  return [...found.flat(), ...addresses].map(({ id }) => id as string).sort();
}
