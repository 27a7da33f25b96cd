import { isAsync } from "../../sandbox/cloudstack/catalogue.ts";

/** A resource of a Terraform configuration, with the attributes that decide which calls create it. */
export interface Resource {
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Attributes = Resource["attributes"];

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names are looked up; an id is taken as it is. */
const lookUp = (value: unknown, command: string) =>
  typeof value !== "string" || ID.test(value) ? [] : [command];

const tags = ({ tags }: Attributes) =>
  Object.keys((tags as object | undefined) ?? {}).length === 0 ? [] : ["createTags"];

/** A rule for each port; one without ports for `all`. */
const rules = ({ rule }: Attributes, command: string) =>
  ((rule ?? []) as readonly { readonly ports?: readonly string[] }[]).flatMap(({ ports = ["all"] }) =>
    ports.map(() => command),
  );

/**
 * Calls with which the CloudStack provider creates a resource and reads it back, in order. Projects are left out: no
 * platform that is measured is in one.
 *
 * @see https://github.com/apache/cloudstack-terraform-provider/tree/v0.6.0/cloudstack
 */
const CREATE: Readonly<Record<string, (attributes: Attributes) => readonly string[]>> = {
  cloudstack_affinity_group: () => ["createAffinityGroup", "listAffinityGroups"],
  cloudstack_egress_firewall: (given) => [
    ...rules(given, "createEgressFirewallRule"),
    "listEgressFirewallRules",
  ],
  cloudstack_firewall: (given) => [...rules(given, "createFirewallRule"), "listFirewallRules"],
  cloudstack_instance: (given) => [
    ...lookUp(given.service_offering, "listServiceOfferings"),
    ...lookUp(given.zone, "listZones"),
    "listZones",
    ...lookUp(given.template, "listTemplates"),
    "deployVirtualMachine",
    ...tags(given),
    "listVirtualMachines",
    "listVolumes",
  ],
  cloudstack_ipaddress: (given) => [
    ...lookUp(given.zone, "listZones"),
    "associateIpAddress",
    ...tags(given),
    "listPublicIpAddresses",
  ],
  cloudstack_loadbalancer_rule: () => [
    "createLoadBalancerRule",
    "assignToLoadBalancerRule",
    "listLoadBalancerRules",
    "listLoadBalancerRuleInstances",
    "listAutoScaleVmGroups",
  ],
  cloudstack_network: (given) => [
    ...lookUp(given.network_offering, "listNetworkOfferings"),
    ...lookUp(given.zone, "listZones"),
    "listNetworkOfferings",
    "createNetwork",
    ...tags(given),
    ...(given.source_nat_ip === true ? ["associateIpAddress"] : []),
    "listNetworks",
    ...(given.source_nat_ip === true ? ["listPublicIpAddresses"] : []),
  ],
  cloudstack_ssh_keypair: () => ["registerSSHKeyPair", "listSSHKeyPairs"],
};

/** Calls that create a resource, in order; none for one of another provider. */
export function callsOf({ type, attributes }: Resource): readonly string[] {
  const calls = CREATE[type];
  if (calls !== undefined) return calls(attributes);
  if (type.startsWith("cloudstack_")) throw new Error(`which calls create a ${type} is not known here`);
  return [];
}

/** Those that start a job; the provider waits for each before it makes the next call. */
export function jobsOf(resource: Resource): readonly string[] {
  return callsOf(resource).filter(isAsync);
}
