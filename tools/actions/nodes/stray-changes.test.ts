import { describe, expect, it } from "vitest";
import { addressesOf, leftover, leftoverWarning } from "./stray-changes.ts";

const balancer = { address: "cloudstack_loadbalancer_rule.api-load-balancer", actions: ["update"] };
const label = { address: "cloudstack_instance.apps-1", actions: ["update"] };
const own = { address: "cloudstack_instance.cp-1", actions: ["update"] };
const warning = (...changes: readonly { address: string; actions: string[] }[]) =>
  leftoverWarning("cp-1", leftover(changes, addressesOf("cp-1")));

describe("what an interrupted apply left undone", () => {
  it("is said when it cannot be applied without what else waits", () => {
    expect(warning(balancer, label)).toMatch(
      /a server is missing in the API's load balancer until .*cloudstack_instance\.apps-1$/,
    );
    expect(warning(own, label)).toMatch(/the deploy of cp-1 is not finished/);
  });

  it("is not said when it can, or when there is none", () => {
    expect(warning(balancer, own)).toBeUndefined();
    expect(warning(label)).toBeUndefined();
    expect(warning()).toBeUndefined();
  });
});
