import { describe, expect, it } from "vitest";
import { changeNode, haConfig, loseMachine, node, observed, silent } from "./testing/observed.ts";

const slots = (platform: ReturnType<typeof observed>) => platform.nodes.map(({ slot }) => slot);
const find = (platform: ReturnType<typeof observed>, slot: string) =>
  platform.nodes.find((candidate) => candidate.slot === slot);

describe("joinSources", () => {
  it("joins the four sources by slot, recorded id and name", () => {
    const platform = observed();
    expect(slots(platform)).toEqual(["cp-1", "cp-2", "cp-3", "apps-1", "apps-2"]);
    expect(find(platform, "apps-2")).toMatchObject({
      role: "agent",
      pool: "apps",
      declared: { generation: 1, ip: "10.1.1.33" },
      recorded: { generation: 1, machineId: "vm-apps-2" },
      machine: { state: "Running" },
      kubernetes: { name: "acme-apps-2-g1" },
    });
    expect(platform.strangers).toEqual([]);
    expect(platform.strangerMachines).toEqual([]);
  });

  it("keeps a node that state has and the file has not, next to its kind", () => {
    const before = haConfig({ apps: 3 });
    const platform = observed(
      ({ recorded }) => recorded.set("db-1", { generation: 1, ip: "10.1.1.50", name: "acme-db-1-g1" }),
      before,
      haConfig({ apps: 1, top: "control_plane_count = 1" }),
    );
    expect(slots(platform)).toEqual(["cp-1", "cp-2", "cp-3", "apps-1", "apps-2", "apps-3", "db-1"]);
    expect(find(platform, "cp-3")).not.toHaveProperty("declared");
    expect(find(platform, "db-1")).toMatchObject({ role: "agent", pool: "db" });
  });

  it("knows nothing but the file of a node that was not deployed", () => {
    const platform = observed(() => {}, haConfig(), haConfig({ apps: 3 }));
    expect(Object.keys(find(platform, "apps-3") ?? {})).toEqual(["slot", "role", "pool", "declared"]);
  });

  it("tells a machine that is gone from one that nobody could ask about", () => {
    const gone = observed((facts) => loseMachine(facts, "cp-1"));
    expect(find(gone, "cp-1")).not.toHaveProperty("machine");
    expect(gone.cloud).toEqual({ reachable: true });
    const unknown = observed(() => {}, haConfig(), haConfig(), { machines: silent("no route to host") });
    expect(find(unknown, "cp-1")).not.toHaveProperty("machine");
    expect(unknown.cloud).toEqual({ reachable: false, problem: "no route to host" });
  });

  it("shows the Node of the generation that runs, and the old one as a stranger", () => {
    const platform = observed(
      (facts) => facts.nodes.push(node("acme-cp-1-g1", "10.1.1.11", true)),
      haConfig({ controlPlane: "generations = { cp-1 = 2 }" }),
    );
    expect(find(platform, "cp-1")?.kubernetes?.name).toBe("acme-cp-1-g2");
    expect(platform.strangers.map(({ name }) => name)).toEqual(["acme-cp-1-g1"]);
  });

  it("shows the Node that runs while the file is a generation ahead", () => {
    const ahead = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });
    const platform = observed(() => {}, haConfig(), ahead);
    expect(find(platform, "cp-1")).toMatchObject({
      declared: { name: "acme-cp-1-g2" },
      recorded: { name: "acme-cp-1-g1" },
      kubernetes: { name: "acme-cp-1-g1" },
    });
    expect(platform.strangers).toEqual([]);
  });

  it("lists machines with the platform's tag that state does not know", () => {
    const platform = observed(({ machines }) =>
      machines.push({ id: "left-behind", name: "acme-apps-2-g1", state: "Running" }),
    );
    expect(platform.strangerMachines.map(({ id }) => id)).toEqual(["left-behind"]);
    expect(find(platform, "apps-2")?.machine?.id).toBe("vm-apps-2");
  });

  it("goes by the machines' names while state cannot be read", () => {
    const platform = observed(() => {}, haConfig(), haConfig(), { state: silent("locked out") });
    expect(find(platform, "cp-2")?.machine?.id).toBe("vm-cp-2");
    expect(platform.state).toEqual({ problem: "locked out" });
  });

  it("says why the API is silent, and no more of the Nodes than that", () => {
    const platform = observed(
      (facts) => changeNode(facts, "cp-1", { ready: false }),
      haConfig(),
      haConfig(),
      { cluster: silent("no answer") },
    );
    expect(platform.api).toEqual({ reachable: false, problem: "no answer" });
    expect(platform.nodes.every((seen) => seen.kubernetes === undefined)).toBe(true);
  });
});
