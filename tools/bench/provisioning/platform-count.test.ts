import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../sandbox/cloudstack/request-log.ts";
import { countPlatform } from "./platform-count.ts";
import { callsOf } from "./provider-calls.ts";
import { resourcesOf, type SynthesisedStack } from "./synthesised.ts";

const stack: SynthesisedStack = {
  resource: {
    cloudstack_network: { network: { source_nat_ip: true } },
    cloudstack_ipaddress: { api: { network_id: "${cloudstack_network.network.id}" } },
    cloudstack_instance: {
      "cp-1": { network_id: "${cloudstack_network.network.id}", tags: { a: "b" } },
    },
    cloudstack_firewall: {
      "api-firewall": { ip_address_id: "${cloudstack_ipaddress.api.id}", rule: [{ ports: ["6443"] }] },
    },
    cloudstack_loadbalancer_rule: {
      "api-load-balancer": {
        ip_address_id: "${cloudstack_ipaddress.api.id}",
        member_ids: ["${cloudstack_instance.cp-1.id}"],
      },
    },
  },
};

const request = (command: string): LogEntry => ({
  kind: "request",
  time: "2026-01-01T00:00:00.000Z",
  command,
  method: "GET",
  params: {},
  status: 200,
  milliseconds: 1,
});
const log = resourcesOf(stack).flatMap(callsOf).map(request);

describe("countPlatform", () => {
  it("follows jobs, then the first server's boot, which does not wait for its tags", () => {
    const { waits } = countPlatform(stack, log);
    expect(waits).toEqual([
      "cloudstack_network.network associateIpAddress",
      "cloudstack_instance.cp-1 deployVirtualMachine",
      "boot of cp-1: first boot and cloud-init",
      "boot of cp-1: download of k3s",
      "boot of cp-1: start of k3s",
    ]);
  });

  it("counts what the log says, polls apart", () => {
    const { calls, polls } = countPlatform(stack, [...log, request("queryAsyncJobResult")]);
    expect(calls.associateIpAddress).toBe(2);
    expect(polls).toBe(1);
  });

  it("does not trust a graph that the log does not bear out", () => {
    expect(() => countPlatform(stack, [...log, request("listZones")])).toThrow("listZones 2, expected 1");
  });
});
