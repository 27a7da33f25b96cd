import { describe, expect, it } from "vitest";
import { type Approach, countApproach } from "./approach.ts";
import { total } from "./call-count.ts";

const approach: Approach = {
  repository: "https://example.com/approach",
  commit: "0",
  resources: [
    { id: "group", type: "cloudstack_affinity_group", copies: "one", attributes: {}, needs: [] },
    { id: "address", type: "cloudstack_ipaddress", copies: "agent", attributes: {}, needs: ["group"] },
  ],
  work: [
    {
      id: "install",
      copies: "server",
      actions: [
        { kind: "file upload", waits: ["upload"] },
        { kind: "remote script", waits: ["start", "check"] },
      ],
      needs: ["address"],
    },
  ],
  ready: ["install"],
};

describe("countApproach", () => {
  it("counts resources and actions once for each node they are for", () => {
    const { calls, actions } = countApproach(approach, { servers: 2, agents: 3 });
    expect(calls).toMatchObject({ createAffinityGroup: 1, associateIpAddress: 3 });
    expect(actions).toEqual({ "file upload": 2, "remote script": 2 });
  });

  it("waits for all copies of what is needed, side by side, and for each wait of an action in turn", () => {
    const { waits } = countApproach(approach, { servers: 2, agents: 3 });
    expect(waits).toEqual([
      "group createAffinityGroup",
      "address-1 associateIpAddress",
      "install-1 upload",
      "install-1 start",
      "install-1 check",
    ]);
  });

  it("makes more calls for more nodes, but no longer way", () => {
    const small = countApproach(approach, { servers: 1, agents: 1 });
    const large = countApproach(approach, { servers: 1, agents: 9 });
    expect(total(large.calls)).toBeGreaterThan(total(small.calls));
    expect(large.waits).toHaveLength(small.waits.length);
  });
});
