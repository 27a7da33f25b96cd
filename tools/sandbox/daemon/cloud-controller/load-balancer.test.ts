import { describe, expect, it } from "vitest";
import type { Node, Service } from "./kube-objects.ts";
import {
  type FoundRule,
  loadBalancerName,
  memberCalls,
  removalCalls,
  type Surroundings,
  shownIngress,
  takesTraffic,
  wantedCalls,
} from "./load-balancer.ts";

const UID = "a33f48d7-7ab9-7448-bbf6-051f83af0828";
const NAME = "aa33f48d77ab97448bbf6051f83af082";
const PROXY = { "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol": "true" };

type Spec = Service["spec"];

const service = (spec: Partial<Spec> = {}, annotations: Readonly<Record<string, string>> = {}): Service => ({
  metadata: { name: "traefik", namespace: "traefik", uid: UID, annotations },
  spec: {
    type: "LoadBalancer",
    ports: [{ name: "web", protocol: "TCP", port: 80, nodePort: 30080 }],
    loadBalancerSourceRanges: ["198.51.100.0/24"],
    ...spec,
  },
});

const rule = (name: string, changes: Partial<FoundRule> = {}): FoundRule => ({
  id: `rule of ${name}`,
  name: `${NAME}-${name}`,
  publicip: "203.0.113.12",
  publicipid: "ip",
  publicport: "80",
  privateport: "30080",
  algorithm: "roundrobin",
  protocol: "tcp",
  ...changes,
});

const opening = (id: string, cidrlist: string, port = 80) => ({
  id,
  protocol: "tcp",
  startport: port,
  endport: port,
  cidrlist,
});

const surroundings = (changes: Partial<Surroundings> = {}): Surroundings => ({
  address: { id: "ip", ip: "203.0.113.12" },
  networkId: "net",
  members: ["vm-1", "vm-2"],
  rules: [],
  openings: [],
  ...changes,
});

/** Calls as `command id-or-what`. */
const brief = (calls: ReturnType<typeof wantedCalls>) =>
  calls.map(({ command, args }) => `${command} ${args.id ?? args.name ?? args.cidrlist}`);

describe("a Service without rules", () => {
  it("gets a rule to its node port, with every machine as member, and a firewall open to its ranges", () => {
    expect(wantedCalls(service({}, PROXY), surroundings())).toEqual([
      {
        command: "createLoadBalancerRule",
        args: {
          algorithm: "roundrobin",
          name: `${NAME}-tcp-proxy-80`,
          privateport: 30080,
          publicport: 80,
          networkid: "net",
          publicipid: "ip",
          protocol: "tcp-proxy",
          openfirewall: false,
        },
        members: ["vm-1", "vm-2"],
      },
      {
        command: "createFirewallRule",
        args: { ipaddressid: "ip", protocol: "tcp", startport: 80, endport: 80, cidrlist: "198.51.100.0/24" },
      },
    ]);
  });

  it("is open to everybody without ranges, and sends a client to one member when it asks for that", () => {
    const wanted = service({ loadBalancerSourceRanges: [], sessionAffinity: "ClientIP" });
    expect(wantedCalls(wanted, surroundings())).toMatchObject([
      { args: { algorithm: "source" } },
      { args: { cidrlist: "0.0.0.0/0" } },
    ]);
  });

  it("is refused a protocol that CloudStack does not balance", () => {
    const wanted = service({ ports: [{ protocol: "SCTP", port: 80, nodePort: 30080 }] });
    expect(() => wantedCalls(wanted, surroundings())).toThrow("SCTP");
  });
});

describe("a Service with rules", () => {
  const settled = surroundings({
    rules: [rule("tcp-80")],
    openings: [opening("fw-80", "198.51.100.0/24"), opening("fw-22", "0.0.0.0/0", 22)],
  });

  it("is left alone when nothing changed", () => {
    expect(wantedCalls(service(), settled)).toEqual([]);
  });

  it("changes the firewall of its ports alone, the old rule first", () => {
    const wanted = service({ loadBalancerSourceRanges: ["198.51.100.0/24", "192.0.2.0/24"] });
    expect(brief(wantedCalls(wanted, settled))).toEqual([
      "deleteFirewallRule fw-80",
      "createFirewallRule 198.51.100.0/24,192.0.2.0/24",
    ]);
  });

  it("loses the rules of ports that are gone after it got those of new ones", () => {
    const wanted = service({ ports: [{ protocol: "TCP", port: 443, nodePort: 30443 }] });
    expect(brief(wantedCalls(wanted, settled))).toEqual([
      `createLoadBalancerRule ${NAME}-tcp-443`,
      "createFirewallRule 198.51.100.0/24",
      "deleteFirewallRule fw-80",
      "deleteLoadBalancerRule rule of tcp-80",
    ]);
  });

  it("gets another rule for another node port", () => {
    const wanted = service({ ports: [{ protocol: "TCP", port: 80, nodePort: 31234 }] });
    expect(brief(wantedCalls(wanted, settled))).toEqual([
      "deleteLoadBalancerRule rule of tcp-80",
      `createLoadBalancerRule ${NAME}-tcp-80`,
    ]);
  });

  it("changes a rule's algorithm", () => {
    expect(wantedCalls(service({ sessionAffinity: "ClientIP" }), settled)).toMatchObject([
      { command: "updateLoadBalancerRule", args: { id: "rule of tcp-80", algorithm: "source" } },
    ]);
  });

  it("makes the rule of another protocol before it deletes the old one, as the CCM does", () => {
    expect(brief(wantedCalls(service({}, PROXY), settled))).toEqual([
      `createLoadBalancerRule ${NAME}-tcp-proxy-80`,
      "deleteFirewallRule fw-80",
      "deleteLoadBalancerRule rule of tcp-80",
    ]);
  });

  it("loses rule and firewall in the end, and nobody else's", () => {
    expect(brief(removalCalls(rule("tcp-80"), settled.openings))).toEqual([
      "deleteFirewallRule fw-80",
      "deleteLoadBalancerRule rule of tcp-80",
    ]);
  });
});

describe("members", () => {
  const node = (changes: {
    readonly labels?: Record<string, string>;
    readonly taint?: string;
    readonly ready?: string;
  }) =>
    ({
      metadata: { name: "n", uid: "u", labels: changes.labels ?? {} },
      spec: { taints: changes.taint === undefined ? [] : [{ key: changes.taint }] },
      status: { conditions: [{ type: "Ready", status: changes.ready ?? "True" }] },
    }) satisfies Node;

  it("are the nodes that are Ready and not set apart", () => {
    expect(takesTraffic(node({}))).toBe(true);
    expect(takesTraffic(node({ taint: "node-role.kubernetes.io/control-plane" }))).toBe(true);
    expect(takesTraffic(node({ ready: "Unknown" }))).toBe(false);
    expect(takesTraffic(node({ taint: "ToBeDeletedByClusterAutoscaler" }))).toBe(false);
    const apart = { "node.kubernetes.io/exclude-from-external-load-balancers": "" };
    expect(takesTraffic(node({ labels: apart }))).toBe(false);
  });

  it("come and go", () => {
    expect(memberCalls("r", ["a", "b"], ["b", "c"])).toEqual([
      { command: "assignToLoadBalancerRule", args: { id: "r", virtualmachineids: "a" } },
      { command: "removeFromLoadBalancerRule", args: { id: "r", virtualmachineids: "c" } },
    ]);
    expect(memberCalls("r", ["a"], ["a"])).toEqual([]);
  });
});

it("names rules by the Service's uid and shows the name that an annotation gives", () => {
  expect(loadBalancerName(service())).toBe(NAME);
  expect(shownIngress(service(), "203.0.113.12")).toEqual({ ip: "203.0.113.12" });
  const named = { "service.beta.kubernetes.io/cloudstack-load-balancer-hostname": "x.example" };
  expect(shownIngress(service({}, named), "203.0.113.12")).toEqual({ hostname: "x.example" });
});
