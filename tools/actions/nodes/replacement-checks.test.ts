import { describe, expect, it } from "vitest";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import { replacementRefusal } from "./replacement-checks.ts";
import { nodeNamed } from "./replacement-work.ts";
import { requireOnly } from "./stray-changes.ts";
import {
  changeMachine,
  changeNode,
  type Facts,
  haConfig,
  loseMachine,
  node,
  observed,
} from "./testing/observed.ts";

function refusal(
  slot: string,
  change: (facts: Facts) => void = () => {},
  deployed: PlatformConfig = haConfig(),
  now: PlatformConfig = deployed,
): string {
  const platform = observed(change, deployed, now);
  const found = replacementRefusal(nodeNamed(platform, slot), platform);
  return found === undefined ? "" : `${found.message} | ${found.hint}`;
}

const server = (slot: string, change: Partial<KubernetesNode>) => (facts: Facts) =>
  changeNode(facts, slot, change);
const machine = (slot: string, state: string) => (facts: Facts) => changeMachine(facts, slot, { state });

describe("a node may be replaced", () => {
  it.each(["cp-1", "cp-2", "cp-3", "apps-1"])("when all is well: %s", (slot) => {
    expect(refusal(slot)).toBe("");
  });

  it("when it is the one that is broken", () => {
    expect(refusal("cp-2", server("cp-2", { ready: false, troubles: ["NotReady for 3 min"] }))).toBe("");
    expect(refusal("cp-1", machine("cp-1", "Stopped"))).toBe("");
  });

  it("when its old member still counts, because an earlier run was interrupted", () => {
    const now = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });
    expect(refusal("cp-1", server("cp-1", { ready: false }), haConfig(), now)).toBe("");
  });

  it("when it is one of two of five that are broken, and etcd keeps its majority", () => {
    const five = haConfig({ top: "control_plane_count = 5" });
    const both = (facts: Facts) => {
      server("cp-2", { ready: false, troubles: ["NotReady for 3 min"] })(facts);
      machine("cp-4", "Stopped")(facts);
    };
    expect(refusal("cp-2", both, five)).toBe("");
    expect(refusal("cp-4", both, five)).toBe("");
    expect(refusal("cp-1", both, five)).toMatch(/cp-2: NotReady/);
  });

  it("when it is one of two that never joined", () => {
    const alone = (facts: Facts) => void facts.nodes.splice(1, 2);
    expect(refusal("cp-2", alone)).toBe("");
  });

  it("when it gets another patch than the servers have, or is a server that is one minor version ahead", () => {
    expect(refusal("apps-1", server("cp-2", { version: "v1.36.1+k3s1" }))).toBe("");
    expect(refusal("apps-1", server("cp-2", { version: "v1.37.0+k3s1" }))).toBe("");
    expect(refusal("cp-1", server("cp-2", { version: "v1.35.9+k3s1" }))).toBe("");
  });

  it("for an agent, whatever the servers ask for", () => {
    const now = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });
    expect(refusal("apps-1", () => {}, haConfig(), now)).toBe("");
  });
});

describe("a node may not be replaced", () => {
  it("when it is the only server", () => {
    const one = haConfig({ top: "control_plane_count = 1" });
    expect(refusal("cp-1", () => {}, one)).toMatch(/only server.*control_plane_count = 3/);
  });

  it.each([
    [
      "the machine of another server is off",
      machine("cp-3", "Stopped"),
      /cp-1 cannot be replaced now: the machine of cp-3 is Stopped/,
    ],
    [
      "another server is not Ready",
      server("cp-3", { ready: false, troubles: ["NotReady for 2 min"] }),
      /cp-3: NotReady for 2 min/,
    ],
    [
      "another server does not vote yet",
      server("cp-3", { etcd: "learner" }),
      /cp-3: is still a learner of etcd/,
    ],
    [
      "another server has not joined",
      (facts: Facts) => void facts.nodes.splice(2, 1),
      /cp-3 has not joined.*replace cp-3/,
    ],
    [
      "another server's replacement left its old Node",
      (facts: Facts) => void facts.nodes.push(node("acme-cp-3-g0", "10.1.1.13", true)),
      /acme-cp-3-g0 is still in the cluster/,
    ],
    [
      "members that are gone still count",
      (facts: Facts) => {
        for (const name of ["old-a", "old-b"])
          facts.nodes.push({ ...node(name, "10.1.1.99", true), ready: false });
      },
      /2 of 5 voting members of etcd would be left/,
    ],
  ])("when %s", (_, change, words) => {
    expect(refusal("cp-1", change)).toMatch(words);
  });

  it("broken, while another one's replacement has not joined", () => {
    const five = haConfig({ top: "control_plane_count = 5" });
    const change = (facts: Facts) => {
      server("cp-2", { ready: false })(facts);
      facts.nodes.splice(3, 1);
    };
    expect(refusal("cp-2", change, five)).toMatch(/cp-4 has not joined/);
  });

  it("broken, when the machine of another one is off and Kubernetes has not noticed", () => {
    const change = (facts: Facts) => {
      server("cp-2", { ready: false })(facts);
      machine("cp-3", "Stopped")(facts);
    };
    expect(refusal("cp-2", change)).toMatch(/1 of 3 voting members/);
  });

  it("while another server's generation is ahead", () => {
    const now = haConfig({ controlPlane: "generations = { cp-2 = 2 }" });
    expect(refusal("cp-1", () => {}, haConfig(), now)).toMatch(
      /generation 2 of cp-2.*runs as generation 1.*one at a time.*replace cp-2, or set control_plane.generations.cp-2 back to 1/,
    );
  });

  it("when its generation goes back", () => {
    const deployed = haConfig({ pool: "generations = { apps-1 = 3 }" });
    expect(refusal("apps-1", () => {}, deployed, haConfig())).toMatch(
      /is 1 in platform.toml and was 3 already/,
    );
  });

  it("when its old machine would keep its address, agent or server", () => {
    const config = haConfig();
    const kept = { ...config, cloudstack: { ...config.cloudstack, expunge: false } };
    expect(refusal("apps-1", () => {}, kept)).toMatch(
      /expunge = false its old machine keeps 10\.1\.1\.32.*expunge = true/s,
    );
    expect(refusal("cp-1", () => {}, kept)).toMatch(/keeps 10\.1\.1\.11/);
    expect(refusal("cp-1", (facts) => loseMachine(facts, "cp-1"), kept)).toBe("");
  });

  it.each([
    [
      "an agent newer than a server",
      "apps-1",
      "v1.35.9+k3s1",
      /v1.36.3\+k3s1, cp-2 runs v1.35.9\+k3s1.*not be newer/,
    ],
    [
      "a server that skips a minor version",
      "cp-1",
      "v1.34.1+k3s1",
      /cp-2 runs v1.34.1\+k3s1.*one minor version/,
    ],
    ["a server behind the others", "cp-1", "v1.37.0+k3s1", /cp-2 runs v1.37.0\+k3s1.*not behind/],
  ])("when it would become %s", (_, slot, version, words) => {
    expect(refusal(slot, server("cp-2", { version }))).toMatch(words);
  });

  it("before it was deployed", () => {
    expect(refusal("apps-3", () => {}, haConfig(), haConfig({ apps: 3 }))).toMatch(
      /not been deployed.*cdktf deploy/,
    );
  });

  it("when it is not in the file", () => {
    expect(refusal("apps-2", () => {}, haConfig(), haConfig({ apps: 1 }))).toMatch(/nodes remove apps-2/);
  });
});

describe("a plan", () => {
  const own = ["cloudstack_instance.cp-1"];

  it("may change the node and the load balancer's members, and add records", () => {
    requireOnly(
      [
        { address: "cloudstack_instance.cp-1", actions: ["delete", "create"] },
        { address: "cloudstack_loadbalancer_rule.api-load-balancer", actions: ["update"] },
        { address: "terraform_data.of-a-newer-loco", actions: ["create"] },
      ],
      own,
    );
  });

  it("may change nothing else", () => {
    const changes = [
      { address: "cloudstack_instance.apps-3", actions: ["create"] },
      { address: "cloudstack_loadbalancer_rule.api-load-balancer", actions: ["delete", "create"] },
    ];
    expect(() => requireOnly(changes, own)).toThrow(
      "  create cloudstack_instance.apps-3\n  replace cloudstack_loadbalancer_rule.api-load-balancer",
    );
  });
});
