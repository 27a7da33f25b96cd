import type { Node, Service, ServicePort } from "./kube-objects.ts";

const CCM = "service.beta.kubernetes.io/cloudstack-load-balancer";

/** A load balancer rule as CloudStack lists it. */
export interface FoundRule {
  readonly id: string;
  readonly name: string;
  readonly publicip: string;
  readonly publicipid: string;
  readonly publicport: string;
  readonly privateport: string;
  readonly algorithm: string;
  readonly protocol: string;
}

/** A firewall rule as CloudStack lists it. */
export interface FoundOpening {
  readonly id: string;
  readonly protocol: string;
  readonly startport?: number;
  readonly endport?: number;
  readonly cidrlist: string;
}

/** What a Service's load balancer is made of. */
export interface Surroundings {
  readonly address: { readonly id: string; readonly ip: string };
  readonly networkId: string;
  /** Ids of the machines that are its members. */
  readonly members: readonly string[];
  /** The Service's own rules. */
  readonly rules: readonly FoundRule[];
  /** The address's firewall rules. */
  readonly openings: readonly FoundOpening[];
}

/** A call of CloudStack's API that changes something. */
export interface WantedCall {
  readonly command: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  /** Machines that become members of the rule that this call makes. */
  readonly members?: readonly string[];
}

/**
 * The name that begins the names of a Service's rules.
 *
 * @see https://github.com/kubernetes/cloud-provider/blob/v0.24.17/cloud.go (DefaultLoadBalancerName)
 */
export function loadBalancerName({ metadata }: Service): string {
  return `a${metadata.uid.replaceAll("-", "")}`.slice(0, 32);
}

/** What a Service's status shows of its address: the address, unless an annotation gives it a name. */
export function shownIngress({ metadata }: Service, ip: string): Readonly<Record<string, string>> {
  const hostname = metadata.annotations?.[`${CCM}-hostname`] ?? "";
  return hostname === "" ? { ip } : { hostname };
}

/**
 * The calls that give a Service its rules, in the CCM's order: port by port, then what is left of ports that are gone. As
 * there, a rule of another protocol is made before the old one is deleted, which CloudStack refuses.
 *
 * @see https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.1.1/cloudstack_loadbalancer.go (EnsureLoadBalancer)
 * @throws Error for a protocol that CloudStack does not balance
 */
export function wantedCalls(service: Service, found: Surroundings): readonly WantedCall[] {
  const ports = (service.spec.ports ?? []).map((port) => ({ port, name: ruleName(service, port) }));
  const names = new Set(ports.map(({ name }) => name));
  return [
    ...ports.flatMap(({ port, name }) => [
      ...ruleCalls(service, port, name, found),
      ...openingCalls(service, port, found),
    ]),
    ...obsoleteRules(found.rules, names).flatMap((rule) => removalCalls(rule, found.openings)),
  ];
}

/** The rules of ports that the Service no longer has. */
export function obsoleteRules(rules: readonly FoundRule[], names: ReadonlySet<string>): readonly FoundRule[] {
  return rules.filter(({ name }) => !names.has(name));
}

/** The names of the rules that a Service wants. */
export function ruleNames(service: Service): ReadonlySet<string> {
  return new Set((service.spec.ports ?? []).map((port) => ruleName(service, port)));
}

/** The calls that take a rule away: first what opens its port, then itself. */
export function removalCalls(
  { id, protocol, publicport }: FoundRule,
  openings: readonly FoundOpening[],
): readonly WantedCall[] {
  return [
    ...openings.filter(opens(transport(protocol), Number(publicport))).map(closing),
    { command: "deleteLoadBalancerRule", args: { id } },
  ];
}

/** The calls that bring a rule's members up to date. */
export function memberCalls(
  id: string,
  wanted: readonly string[],
  current: readonly string[],
): readonly WantedCall[] {
  const added = wanted.filter((member) => !current.includes(member));
  const removed = current.filter((member) => !wanted.includes(member));
  return [
    ...(added.length === 0
      ? []
      : [{ command: "assignToLoadBalancerRule", args: { id, virtualmachineids: added.join() } }]),
    ...(removed.length === 0
      ? []
      : [{ command: "removeFromLoadBalancerRule", args: { id, virtualmachineids: removed.join() } }]),
  ];
}

/**
 * Whether a node takes traffic from load balancers.
 *
 * @see https://github.com/kubernetes/cloud-provider/blob/v0.24.17/controllers/service/controller.go (nodeIncludedPredicate)
 */
export function takesTraffic({ metadata, spec, status }: Node): boolean {
  return (
    !("node.kubernetes.io/exclude-from-external-load-balancers" in (metadata.labels ?? {})) &&
    !spec.taints?.some(({ key }) => key === "ToBeDeletedByClusterAutoscaler") &&
    status.conditions?.find(({ type }) => type === "Ready")?.status === "True"
  );
}

function ruleName(service: Service, port: ServicePort): string {
  return `${loadBalancerName(service)}-${balancedProtocol(service, port)}-${port.port}`;
}

function balancedProtocol({ metadata }: Service, { protocol }: ServicePort): string {
  if (protocol === "UDP") return "udp";
  if (protocol !== "TCP") throw new Error(`unsupported load balancer protocol: ${protocol}`);
  return metadata.annotations?.[`${CCM}-proxy-protocol`] === "true" ? "tcp-proxy" : "tcp";
}

function ruleCalls(
  service: Service,
  port: ServicePort,
  name: string,
  { rules, address, networkId, members }: Surroundings,
): readonly WantedCall[] {
  const algorithm = service.spec.sessionAffinity === "ClientIP" ? "source" : "roundrobin";
  const protocol = balancedProtocol(service, port);
  const nodePort = port.nodePort ?? 0;
  const old = rules.find((rule) => rule.name === name);
  const made: WantedCall = {
    command: "createLoadBalancerRule",
    args: {
      algorithm,
      name,
      privateport: nodePort,
      publicport: port.port,
      networkid: networkId,
      publicipid: address.id,
      protocol,
      openfirewall: false,
    },
    members,
  };
  if (old === undefined) return [made];
  if (old.publicip !== address.ip || old.privateport !== String(nodePort)) {
    return [{ command: "deleteLoadBalancerRule", args: { id: old.id } }, made];
  }
  if (old.algorithm === algorithm) return [];
  return [{ command: "updateLoadBalancerRule", args: { id: old.id, algorithm, protocol } }];
}

/** Opens a port to exactly the Service's source ranges, which without any are everybody. */
function openingCalls(
  service: Service,
  port: ServicePort,
  { openings, address }: Surroundings,
): readonly WantedCall[] {
  const protocol = transport(balancedProtocol(service, port));
  const { loadBalancerSourceRanges: ranges = [] } = service.spec;
  const cidrs = ranges.length === 0 ? ["0.0.0.0/0"] : ranges;
  const found = openings.filter(opens(protocol, port.port));
  const match = found.find(({ cidrlist }) => sameSet(cidrlist.split(","), cidrs));
  const stale = found.filter((opening) => opening !== match).map(closing);
  if (match !== undefined) return stale;
  const args = { startport: port.port, endport: port.port, cidrlist: cidrs.join() };
  return [...stale, { command: "createFirewallRule", args: { ipaddressid: address.id, protocol, ...args } }];
}

const opens = (protocol: string, port: number) => (opening: FoundOpening) =>
  opening.protocol === protocol && opening.startport === port && opening.endport === port;

const closing = ({ id }: FoundOpening): WantedCall => ({ command: "deleteFirewallRule", args: { id } });

const transport = (protocol: string) => (protocol === "udp" ? "udp" : "tcp");

const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();
