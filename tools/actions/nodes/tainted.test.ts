import { describe, expect, it } from "vitest";
import { strayAdvice } from "./tainted.ts";
import { observed, taint } from "./testing/observed.ts";

describe("advice about other changes", () => {
  const several = observed((facts) => {
    taint(facts, "cp-2");
    taint(facts, "cp-3");
    taint(facts, "apps-1");
    facts.nodes.splice(3, 1);
  });

  it("keeps every other node that has joined, and does not deploy", () => {
    expect(strayAdvice("cp-2", several, "deploy it")).toMatch(
      /^a deploy would destroy cp-3, .*untaint cloudstack_instance\.cp-3$/s,
    );
    expect(strayAdvice("cp-1", several)?.split("\n")).toHaveLength(3);
  });

  it("is as usual otherwise", () => {
    expect(
      strayAdvice(
        "cp-2",
        observed((facts) => taint(facts, "cp-2")),
        "deploy it",
      ),
    ).toBe("deploy it");
  });
});
