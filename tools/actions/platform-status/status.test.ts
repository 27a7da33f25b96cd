import { describe, expect, it } from "vitest";
import type { ObservedPlatform } from "../nodes/observe.ts";
import {
  changeMachine,
  changeNode,
  haConfig,
  loseMachine,
  node,
  observed,
  silent,
  sources,
  wellFacts,
} from "../nodes/testing/observed.ts";
import { formatStatus, platformStatus } from "./status.ts";

const text = (platform: ObservedPlatform) => formatStatus("acme", platformStatus(platform)).split("\n");
const linesOf = (platform: ObservedPlatform, topic: string) =>
  platformStatus(platform).lines.filter((line) => line.topic === topic);

const known = <T>(value: T) => ({ kind: "known", value }) as const;

const API_OK = "  ok       API       https://203.0.113.10:6443 answers, v1.36.3+k3s1";
const K3S_OK = "  ok       k3s       v1.36.3+k3s1 on every node, as in platform.toml";
const NO_CHANGES = "  ok       changes   none to the nodes; npx cdktf diff platform shows all";

describe("platform status", () => {
  it("is a few ok lines when all is well", () => {
    const platform = observed();
    expect(platformStatus(platform).verdict).toBe("well");
    expect(text(platform)).toEqual([
      "acme: all well",
      "",
      API_OK,
      "  ok       etcd      3 of 3 voting members healthy; 1 more may fail",
      "  ok       nodes     5 of 5 Ready",
      K3S_OK,
      "  ok       machines  5 of 5 Running",
      NO_CHANGES,
    ]);
  });

  it("is degraded with one of three servers down", () => {
    const platform = observed((facts) => {
      changeMachine(facts, "cp-1", { state: "Stopped", host: "host-2" });
      changeNode(facts, "cp-1", {
        ready: false,
        troubles: ["NotReady for 3 min: kubelet stopped posting node status"],
      });
    });
    expect(platformStatus(platform).verdict).toBe("degraded");
    expect(text(platform)).toEqual([
      "acme: degraded: etcd, nodes, machines",
      "",
      API_OK,
      "  problem  etcd      2 of 3 voting members healthy; none may fail any more",
      "  problem  nodes     4 of 5 Ready",
      "                     cp-1: NotReady for 3 min: kubelet stopped posting node status",
      K3S_OK,
      "  problem  machines  4 of 5 Running",
      "                     cp-1: Stopped on host-2",
      NO_CHANGES,
    ]);
  });

  it("says what CloudStack knows when the majority is lost", () => {
    const platform = observed(
      (facts) => {
        changeMachine(facts, "cp-1", { state: "Stopped" });
        loseMachine(facts, "cp-2");
      },
      haConfig(),
      haConfig(),
      { cluster: silent("https://203.0.113.10:6443 did not answer within 10 s") },
    );
    expect(platformStatus(platform).verdict).toBe("unreachable");
    expect(text(platform)).toEqual([
      "acme: cannot be reached",
      "",
      "  problem  API       https://203.0.113.10:6443 did not answer within 10 s",
      "  problem  etcd      unknown; 1 of 3 servers are Running in CloudStack, it needs 2",
      "  problem  machines  3 of 5 Running",
      "                     cp-1: Stopped",
      "                     cp-2: gone from CloudStack",
      "  warning  changes   wait for npx cdktf deploy platform",
      "                     recreate cp-2",
    ]);
  });

  it("points at the way there when the API is silent and its servers run", () => {
    const platform = observed(() => {}, haConfig(), haConfig(), { cluster: silent("no answer") });
    expect(platformStatus(platform).verdict).toBe("unreachable");
    expect(text(platform).slice(2, 5)).toEqual([
      "  problem  API       no answer",
      "  problem  etcd      unknown; 3 of 3 servers are Running in CloudStack, it needs 2",
      "                     look at the servers' consoles, and whether this machine's address is in api_lb_allowed_cidrs",
    ]);
  });

  describe("of a platform whose API is silent from the beginning", () => {
    const remarks = (initialiseUntil: string, generation = 1) => {
      const config = haConfig();
      const { state } = sources(config, wellFacts(config));
      if (state.kind === "unknown") throw new Error(state.problem);
      const born = known({ ...state.value, birth: { generation, initialiseUntil } });
      const platform = observed(() => {}, config, config, { cluster: silent("no answer"), state: born });
      return linesOf(platform, "etcd")[0]?.remarks?.slice(1);
    };

    it("says that cp-1 may start no cluster any more, and what to do", () => {
      expect(remarks("2026-01-31T11:59:59Z")).toEqual([
        "cp-1 could start the cluster until 2026-01-31T11:59:59Z: if it never did, as its console says,",
        "nothing is lost: npx cdktf destroy platform, then deploy it again",
      ]);
    });

    it("does not while it still may, nor of a cp-1 that was replaced since", () => {
      expect(remarks("2026-01-31T12:00:01Z")).toEqual([]);
      expect(remarks("2026-01-31T11:00:00Z", 2)).toEqual([]);
    });
  });

  it("says that nothing is deployed, and of which environment", () => {
    const nothing = observed(({ recorded, machines, nodes }) => {
      recorded.clear();
      machines.length = 0;
      nodes.length = 0;
    });
    expect(platformStatus(nothing).verdict).toBe("unreachable");
    expect(text(nothing)).toEqual([
      "acme: cannot be reached",
      "",
      "  problem  state     nothing is deployed with LOCO_ENV unset: npx cdktf deploy platform",
    ]);
    expect(text({ ...nothing, environment: "staging" })[2]).toContain("LOCO_ENV=staging");
  });

  it("does not believe a Node that is Ready while its machine is stopped", () => {
    const platform = observed((facts) => changeMachine(facts, "cp-1", { state: "Stopped" }));
    expect(linesOf(platform, "etcd")).toMatchObject([
      { level: "problem", text: expect.stringContaining("2 of 3") },
    ]);
    expect(linesOf(platform, "nodes")).toMatchObject([{ level: "problem", text: "4 of 5 Ready" }]);
  });

  it("takes a machine that moves to another host for a running one", () => {
    const platform = observed((facts) => changeMachine(facts, "cp-1", { state: "Migrating" }));
    expect(platformStatus(platform).verdict).toBe("well");
  });

  it("is a problem, not a loss, when CloudStack cannot be asked", () => {
    const platform = observed(() => {}, haConfig(), haConfig(), { machines: silent("no route to host") });
    expect(platformStatus(platform).verdict).toBe("degraded");
    expect(linesOf(platform, "machines")).toEqual([
      { topic: "machines", level: "problem", text: "unknown: no route to host" },
    ]);
    expect(linesOf(platform, "nodes")).toMatchObject([{ level: "ok" }]);
  });

  it("is unreachable without the state, which holds the credentials", () => {
    const answers = { state: silent("no bucket"), cluster: silent("its credentials are in the state") };
    const platform = observed(() => {}, haConfig(), haConfig(), answers);
    expect(platformStatus(platform).verdict).toBe("unreachable");
    expect(linesOf(platform, "etcd")[0]?.text).toContain("3 of 3 servers are Running");
    expect(linesOf(platform, "changes")[0]).toMatchObject({ level: "problem" });
  });
});

describe("etcd", () => {
  it("counts the member of an old generation until it is removed", () => {
    const platform = observed(({ nodes }) =>
      nodes.push({ ...node("acme-cp-1-g0", "10.1.1.11", true), ready: false }),
    );
    expect(linesOf(platform, "etcd")[0]?.text).toBe("3 of 4 voting members healthy; none may fail any more");
    expect(linesOf(platform, "Nodes")).toMatchObject([
      { level: "warning", remarks: ["acme-cp-1-g0 (NotReady)"] },
    ]);
  });

  it("names a server that does not vote yet", () => {
    const platform = observed((facts) => changeNode(facts, "cp-3", { etcd: "learner" }));
    expect(linesOf(platform, "etcd")).toMatchObject([
      { level: "problem", remarks: ["acme-cp-3-g1 is still a learner"] },
    ]);
  });

  it("misses the member of a server whose Node is gone", () => {
    const platform = observed(({ nodes }) => nodes.splice(2, 1));
    expect(linesOf(platform, "etcd")).toMatchObject([
      {
        level: "problem",
        text: "2 of 2 voting members healthy; none may fail any more",
        remarks: ["there should be 3, one on each server of platform.toml"],
      },
    ]);
  });

  it("does not claim a vote that k3s has not spoken of", () => {
    const platform = observed(({ nodes }) => {
      for (const [i, { etcd: _vote, ...rest }] of nodes.entries()) nodes[i] = rest;
    });
    expect(linesOf(platform, "etcd")).toMatchObject([
      { level: "warning", text: expect.stringContaining("3 of 3 servers healthy, and k3s has not said") },
    ]);
  });

  it("is well with one server, and says what that means", () => {
    const platform = observed(() => {}, haConfig({ top: "control_plane_count = 1" }));
    expect(linesOf(platform, "etcd")).toMatchObject([
      { level: "ok", text: "1 of 1 voting members healthy; the only server: if it fails, the API is down" },
    ]);
  });
});

describe("versions", () => {
  it("are no problem while they wait for the upgrade controller", () => {
    const platform = observed((facts) => {
      for (const slot of ["cp-3", "apps-1", "apps-2"]) changeNode(facts, slot, { version: "v1.35.9+k3s1" });
    });
    expect(platformStatus(platform).verdict).toBe("well");
    expect(linesOf(platform, "k3s")).toMatchObject([
      { level: "ok", text: expect.stringContaining("v1.35.9+k3s1 on 3 nodes, v1.36.3+k3s1 on 2 nodes") },
    ]);
  });

  it("say that nothing takes a node down to an older release", () => {
    const platform = observed((facts) => {
      for (const slot of ["cp-1", "cp-2", "cp-3"]) changeNode(facts, slot, { version: "v1.36.9+k3s1" });
    });
    expect(linesOf(platform, "k3s")).toMatchObject([
      {
        level: "warning",
        text: expect.stringContaining("no running node is taken down to an older release"),
      },
    ]);
  });

  it("say so when nothing upgrades running nodes", () => {
    const config = haConfig({ top: 'control_plane_count = 3\naddons = { profile = "none" }' });
    const platform = observed((facts) => changeNode(facts, "apps-1", { version: "v1.35.9+k3s1" }), config);
    expect(linesOf(platform, "k3s")).toMatchObject([
      { level: "ok", text: expect.stringContaining("the addon k3s-upgrade is off") },
    ]);
  });

  it("are a warning when an agent is newer than a server", () => {
    const platform = observed((facts) => changeNode(facts, "apps-1", { version: "v1.37.0+k3s1" }));
    expect(linesOf(platform, "k3s")).toMatchObject([{ level: "warning" }]);
  });
});

describe("changes", () => {
  it("wait without making the platform unwell", () => {
    const platform = observed(() => {}, haConfig(), haConfig({ apps: 3 }));
    expect(platformStatus(platform).verdict).toBe("well");
    expect(text(platform)[0]).toBe("acme: works, with warnings");
    expect(linesOf(platform, "changes")).toMatchObject([{ level: "warning", remarks: ["create apps-3"] }]);
    expect(linesOf(platform, "nodes")).toMatchObject([
      { level: "ok", text: "5 of 6 Ready; 1 not deployed yet" },
    ]);
  });

  it("that a deploy would refuse come with the command", () => {
    const ahead = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });
    expect(
      linesOf(
        observed(() => {}, haConfig(), ahead),
        "changes",
      ),
    ).toMatchObject([
      {
        text: "the next deploy is refused",
        remarks: ["cp-1: generation goes from 1 to 2: npx loco nodes replace cp-1"],
      },
    ]);
  });
});
