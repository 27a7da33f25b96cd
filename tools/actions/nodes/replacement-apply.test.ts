import { describe, expect, it } from "vitest";
import { nextApply } from "./replacement-apply.ts";
import { nodeNamed } from "./replacement-work.ts";
import { changeMachine, changeNode, type Facts, haConfig, observed, taint } from "./testing/observed.ts";

const raised = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });

function next(change: (facts: Facts) => void = () => {}, now = raised, slot = "cp-1") {
  const platform = observed(change, haConfig(), now);
  return nextApply(nodeNamed(platform, slot), platform);
}

describe("what is applied after a node was emptied", () => {
  it("replaces it by its record, and leaves those alone whose turn is later", () => {
    expect(next()).toEqual({ replace: ["terraform_data.generation-cp-1"], variables: {} });
    expect(next(undefined, haConfig({ pool: "generation = 2" }), "apps-1")).toEqual({
      replace: ["terraform_data.generation-apps-1"],
      variables: { postponed_replacements: ["apps-2"] },
    });
  });

  it("is nothing when another Terraform has made it", () => {
    expect(next(undefined, haConfig())).toBeUndefined();
  });

  it("is nothing that destroys a node that has joined since, although its creation did not end well", () => {
    expect(() => next((facts) => taint(facts, "cp-1"), haConfig())).toThrow(/cp-1 has joined by now/);
  });

  it("makes one again that did not end well and has not joined", () => {
    const unfinished = (facts: Facts) => {
      taint(facts, "cp-1");
      facts.nodes.splice(0, 1);
    };
    expect(next(unfinished, haConfig())).toMatchObject({ replace: ["terraform_data.generation-cp-1"] });
  });

  it.each([
    ["not Ready", (facts: Facts) => changeNode(facts, "cp-3", { ready: false })],
    ["Stopped", (facts: Facts) => changeMachine(facts, "cp-3", { state: "Stopped" })],
  ])("is refused when another server has become %s meanwhile", (_, change) => {
    expect(() => next(change)).toThrow(expect.objectContaining({ code: "NODE_REFUSED" }));
  });
});
