import { describe, expect, it } from "vitest";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { nextPlan, refusedSettings } from "./list-plan.ts";
import { joinSources } from "./observe.ts";
import {
  type Facts,
  haConfig,
  loseMachine,
  observed,
  silent,
  sources,
  wellFacts,
} from "./testing/observed.ts";

function planOf(
  slot: string,
  now: PlatformConfig,
  change: (facts: Facts) => void = () => {},
  deployed = haConfig(),
) {
  const platform = observed(change, deployed, now);
  const node = platform.nodes.find((candidate) => candidate.slot === slot);
  if (node === undefined) throw new Error(`no node ${slot}`);
  return nextPlan(node, platform);
}

describe("nextPlan", () => {
  it("leaves a node alone that is as the file has it", () => {
    expect(planOf("cp-1", haConfig())).toEqual({ action: "nothing" });
  });

  it("creates what was not deployed", () => {
    expect(planOf("apps-3", haConfig({ apps: 3 }))).toEqual({ action: "create" });
    const interrupted = planOf("apps-2", haConfig(), ({ recorded }) =>
      recorded.set("apps-2", { generation: 1, ip: "10.1.1.33", name: "acme-apps-2-g1" }),
    );
    expect(interrupted.action).toBe("create");
  });

  it("refuses to replace a server, and names the command that does", () => {
    expect(planOf("cp-1", haConfig({ controlPlane: "generations = { cp-1 = 2 }" }))).toEqual({
      action: "refused",
      why: "generation goes from 1 to 2",
      command: "npx loco nodes replace cp-1",
    });
  });

  it("names one agent, or the pool when all of it is to be replaced", () => {
    const command = (pool: string) => planOf("apps-2", haConfig({ pool })).command;
    expect(command("generations = { apps-2 = 2 }")).toBe("npx loco nodes replace apps-2");
    expect(command("generation = 2")).toBe("npx loco nodes replace pool apps");
  });

  it("refuses a generation that goes back, which no command can do", () => {
    const plan = planOf("apps-1", haConfig(), () => {}, haConfig({ pool: "generation = 2" }));
    expect(plan.action).toBe("refused");
    expect(plan.why).toContain("set it to 2 again");
    expect(plan).not.toHaveProperty("command");
  });

  it("refuses to lower the number of servers while etcd has them", () => {
    const one = haConfig({ top: "control_plane_count = 1" });
    expect(planOf("cp-3", one)).toMatchObject({ action: "refused", command: "npx loco nodes remove cp-3" });
  });

  it("removes a server once loco nodes remove has forgotten the count", () => {
    const one = haConfig({ top: "control_plane_count = 1" });
    const facts = wellFacts(haConfig());
    const { state, ...others } = sources(haConfig(), facts);
    if (state.kind !== "known") throw new Error();
    const { servers: _forgotten, ...rest } = state.value;
    const platform = joinSources(one, { ...others, state: { kind: "known", value: rest } });
    const plans = platform.nodes
      .filter(({ slot }) => slot === "cp-3")
      .map((node) => nextPlan(node, platform));
    expect(plans).toMatchObject([{ action: "remove" }]);
  });

  it("refuses to give an agent's address to another one, as a pool's new name would", () => {
    const config = haConfig();
    const renamed = { ...config, pools: config.pools.map((pool) => ({ ...pool, name: "web" })) };
    expect(planOf("web-1", renamed)).toEqual({
      action: "refused",
      why: "10.1.1.32 is the address of apps-1, and free only once that is gone; to rename a pool, give it other addresses",
    });
  });

  it("removes an agent that left the file, and says how to drain it first", () => {
    expect(planOf("apps-2", haConfig({ apps: 1 }))).toMatchObject({
      action: "remove",
      command: "npx loco nodes remove apps-2",
    });
  });

  it("refuses to change a running node's address", () => {
    const moved = haConfig();
    const pools = moved.pools.map((pool) => ({ ...pool, ip_start: "10.1.1.60" }));
    expect(planOf("apps-1", { ...moved, pools })).toMatchObject({
      action: "refused",
      why: "its address goes from 10.1.1.32 to 10.1.1.60",
    });
  });

  it("makes a machine again that is gone or did not come to life", () => {
    expect(planOf("apps-1", haConfig(), (facts) => loseMachine(facts, "apps-1")).action).toBe("recreate");
    const tainted = planOf("apps-1", haConfig(), ({ recorded }) => {
      const record = { generation: 1, ip: "10.1.1.32", name: "acme-apps-1-g1", machineId: "vm-apps-1" };
      recorded.set("apps-1", { ...record, tainted: true });
    });
    expect(tainted).toMatchObject({
      action: "recreate",
      command: "terraform -chdir=cdktf.out/stacks/platform untaint cloudstack_instance.apps-1",
    });
  });

  it("does not take a silent CloudStack for machines that are gone", () => {
    const platform = observed(() => {}, haConfig(), haConfig(), { machines: silent("no route") });
    expect(platform.nodes.map((node) => nextPlan(node, platform).action)).toEqual(Array(5).fill("nothing"));
  });

  it("does not guess without the state", () => {
    const platform = observed(() => {}, haConfig(), haConfig(), { state: silent("no route") });
    expect(platform.nodes.map((node) => nextPlan(node, platform).action)).toEqual(Array(5).fill("unknown"));
  });
});

describe("refusedSettings", () => {
  const withFixed = (fixed: Record<string, unknown>) => {
    const platform = observed();
    return refusedSettings({ ...platform, state: { ...platform.state, fixed } });
  };

  it("names settings that differ from the record, and no others", () => {
    expect(withFixed({ cluster_cidr: "10.99.0.0/16", name: "acme" })).toEqual(["k3s.cluster_cidr"]);
    expect(withFixed({})).toEqual([]);
  });

  it("lets lists grow, but not change", () => {
    expect(withFixed({ servers: ["10.1.1.11", "10.1.1.12", "10.1.1.13"] })).toEqual([]);
    expect(withFixed({ servers: ["10.1.1.200"] })).toHaveLength(1);
  });
});
