import { describe, expect, it } from "vitest";
import { callsOf, jobsOf } from "./provider-calls.ts";

describe("callsOf", () => {
  it("looks up what is given by name, and takes an id as it is", () => {
    const attributes = { service_offering: "medium", zone: "z", template: "Ubuntu" };
    const byName = callsOf({ type: "cloudstack_instance", attributes });
    const byId = callsOf({
      type: "cloudstack_instance",
      attributes: { ...attributes, template: "73253685-dcf5-42ec-ad7e-77482fa11e26" },
    });
    expect(byName.filter((command) => !byId.includes(command))).toEqual(["listTemplates"]);
  });

  it("makes one firewall rule for each port", () => {
    const rule = [{ ports: ["80", "443"] }, { ports: ["22"] }];
    const calls = callsOf({ type: "cloudstack_firewall", attributes: { rule } });
    expect(calls.filter((command) => command === "createFirewallRule")).toHaveLength(3);
  });

  it("tags only what has tags", () => {
    const tagged = callsOf({ type: "cloudstack_ipaddress", attributes: { tags: { a: "b" } } });
    expect(tagged).toContain("createTags");
    expect(callsOf({ type: "cloudstack_ipaddress", attributes: { tags: {} } })).not.toContain("createTags");
  });

  it("needs no call for another provider's resource, and refuses one of ours that it does not know", () => {
    expect(callsOf({ type: "tls_private_key", attributes: {} })).toEqual([]);
    expect(() => callsOf({ type: "cloudstack_vpc", attributes: {} })).toThrow("cloudstack_vpc");
  });
});

describe("jobsOf", () => {
  it("keeps what CloudStack does as jobs", () => {
    expect(
      jobsOf({ type: "cloudstack_network", attributes: { source_nat_ip: true, tags: { a: "b" } } }),
    ).toEqual(["createTags", "associateIpAddress"]);
  });
});
