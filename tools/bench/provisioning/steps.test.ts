import { describe, expect, it } from "vitest";
import { chain, longestWait, type Step } from "./steps.ts";

const wait = (id: string, ...needs: string[]): Step => ({ id, needs, wait: true });
const free = (id: string, ...needs: string[]): Step => ({ id, needs, wait: false });

describe("longestWait", () => {
  it("follows the way with the most waits, not the most steps", () => {
    const steps = [
      wait("a"),
      wait("b", "a"),
      free("c"),
      free("d", "c"),
      free("e", "d"),
      wait("f", "e"),
      free("goal", "f", "b"),
    ];
    expect(longestWait(steps, "goal")).toEqual(["a", "b"]);
  });

  it("leaves out what the goal does not need", () => {
    expect(longestWait([wait("a"), wait("later", "a"), free("goal", "a")], "goal")).toEqual(["a"]);
  });

  it("counts a step that two others need once", () => {
    const steps = [wait("a"), wait("b", "a"), wait("c", "a"), wait("goal", "b", "c")];
    expect(longestWait(steps, "goal")).toEqual(["a", "b", "goal"]);
  });

  it("refuses a circle and a need that is no step", () => {
    expect(() => longestWait([wait("a", "b"), wait("b", "a")], "a")).toThrow("'a' needs itself");
    expect(() => longestWait([wait("a", "b")], "a")).toThrow("needs 'b', which is none");
  });
});

describe("chain", () => {
  it("puts waits one after the other and ends in its own name", () => {
    const steps = [wait("before"), ...chain("thing", ["create", "tag"], ["before"])];
    expect(longestWait(steps, "thing")).toEqual(["before", "thing create", "thing tag"]);
  });

  it("takes no time without waits", () => {
    expect(chain("thing", [], ["before"])).toEqual([free("thing", "before")]);
  });
});
