import { describe, expect, it } from "vitest";
import type { FirewallRule, LoadBalancerRule, PublicAddress } from "../../ports.ts";
import { admit } from "./admit.ts";
import { membersInOrder } from "./members.ts";
import { proxyHeader } from "./proxy-header.ts";

const rule: LoadBalancerRule = {
  id: "lb-1",
  publicPort: 6443,
  privatePort: 6443,
  algorithm: "roundrobin",
  protocol: "tcp",
  cidrs: [],
  members: ["10.1.1.11", "10.1.1.12", "10.1.1.13"],
};
const open: FirewallRule = { protocol: "tcp", startPort: 6443, endPort: 6443, cidrs: ["192.0.2.0/24"] };
const address = (firewall: readonly FirewallRule[], loadBalancers = [rule]): PublicAddress => ({
  address: "127.0.77.10",
  networkId: "n1",
  firewall,
  loadBalancers,
});

describe("admit", () => {
  it("denies everything without a firewall rule", () => {
    expect(admit(address([]), 6443, "192.0.2.1").kind).toBe("denied");
    expect(admit(undefined, 6443, "192.0.2.1").kind).toBe("denied");
  });

  it("admits the CIDRs of the firewall rule and nobody else", () => {
    expect(admit(address([open]), 6443, "192.0.2.1")).toEqual({ kind: "admitted", rule });
    expect(admit(address([open]), 6443, "198.51.100.1")).toEqual({
      kind: "denied",
      reason: "no firewall rule of 127.0.77.10 opens port 6443 for 198.51.100.1",
    });
  });

  it("looks at the port range and the protocol", () => {
    const range = { ...open, startPort: 6000, endPort: 7000 };
    expect(admit(address([range]), 6443, "192.0.2.1").kind).toBe("admitted");
    expect(admit(address([{ ...open, startPort: 6444, endPort: 7000 }]), 6443, "192.0.2.1").kind).toBe(
      "denied",
    );
    expect(admit(address([{ ...range, protocol: "udp" }]), 6443, "192.0.2.1").kind).toBe("denied");
  });

  it("lets the rule's own list narrow what the firewall opened", () => {
    const narrow = [{ ...rule, cidrs: ["192.0.2.8/32"] }];
    expect(admit(address([open], narrow), 6443, "192.0.2.8").kind).toBe("admitted");
    expect(admit(address([open], narrow), 6443, "192.0.2.9").kind).toBe("denied");
  });
});

describe("membersInOrder", () => {
  const idle = new Map<string, number>();

  it("takes turns with roundrobin and keeps the others for redispatch", () => {
    expect(membersInOrder(rule, "192.0.2.1", { turn: 4, open: idle })).toEqual([
      "10.1.1.12",
      "10.1.1.13",
      "10.1.1.11",
    ]);
  });

  it("prefers the least busy with leastconn", () => {
    const busy = new Map([
      ["10.1.1.11", 2],
      ["10.1.1.12", 1],
      ["10.1.1.13", 1],
    ]);
    const order = membersInOrder({ ...rule, algorithm: "leastconn" }, "192.0.2.1", { turn: 0, open: busy });
    expect(order).toEqual(["10.1.1.12", "10.1.1.13", "10.1.1.11"]);
  });

  it("gives one client one member with source, and clients different ones", () => {
    const first = (client: string, turn: number) =>
      membersInOrder({ ...rule, algorithm: "source" }, client, { turn, open: idle })[0];
    expect(first("192.0.2.1", 0)).toBe(first("192.0.2.1", 7));
    const clients = Array.from({ length: 30 }, (_, index) => first(`192.0.2.${index}`, 0));
    expect(new Set(clients).size).toBe(3);
  });

  it("has nobody to offer when the rule has no members", () => {
    expect(membersInOrder({ ...rule, members: [] }, "192.0.2.1", { turn: 1, open: idle })).toEqual([]);
  });
});

describe("proxyHeader", () => {
  it("is the text line of version 1", () => {
    const ends = { client: "192.0.2.1", clientPort: 40000, address: "127.0.77.10", port: 443 };
    expect(proxyHeader(ends)).toBe("PROXY TCP4 192.0.2.1 127.0.77.10 40000 443\r\n");
  });
});
