import { describe, expect, it } from "vitest";
import type { Addon } from "./addon.ts";
import { inOrder } from "./order.ts";
import { addon } from "./sample.ts";

const names = (addons: readonly Addon[]) => addons.map(({ name }) => name);

describe("inOrder", () => {
  it("puts every addon after those it needs", () => {
    const addons = [addon("a", ["c"]), addon("b", ["a"]), addon("c")];
    expect(names(inOrder(addons))).toEqual(["c", "a", "b"]);
  });

  it("puts addons that wait for nothing in the order of their names, however they are given", () => {
    const addons = [addon("b"), addon("c"), addon("a")];
    expect(names(inOrder(addons))).toEqual(["a", "b", "c"]);
    expect(names(inOrder(addons.toReversed()))).toEqual(["a", "b", "c"]);
  });

  it("puts the network and the cloud's controller before what says nothing of them", () => {
    const addons = [
      addon("a"),
      addon("b", [], { after: [] }),
      addon("cilium", [], { after: [] }),
      addon("cloudstack-ccm"),
    ];
    expect(names(inOrder(addons))).toEqual(["b", "cilium", "cloudstack-ccm", "a"]);
  });

  it("does not wait for an addon that is off", () => {
    expect(names(inOrder([addon("a", [], { after: ["off"] })]))).toEqual(["a"]);
  });

  it("refuses a catalogue in which addons wait for each other in a circle", () => {
    const addons = [addon("a", ["b"]), addon("b", ["a"]), addon("c")];
    expect(() => inOrder(addons)).toThrow("addons wait for each other in a circle: a, b");
  });
});
