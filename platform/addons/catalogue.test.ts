import { describe, expect, it } from "vitest";
import { LocoError } from "../errors/loco-error.ts";
import type { Addon } from "./addon.ts";
import { catalogue, enabledAddons, inOrder } from "./catalogue.ts";
import { addon, addonInput } from "./sample.ts";

const names = (addons: readonly Addon[]) => addons.map(({ name }) => name);

function failure(run: () => unknown): LocoError {
  try {
    run();
  } catch (error) {
    if (error instanceof LocoError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("inOrder", () => {
  it("puts every addon after those it needs", () => {
    const addons = [addon("a", ["c"]), addon("b", ["a"]), addon("c")];
    expect(names(inOrder(addons))).toEqual(["c", "a", "b"]);
  });

  it("puts addons that need nothing in the order of their names, however they are given", () => {
    const addons = [addon("b"), addon("c"), addon("a")];
    expect(names(inOrder(addons))).toEqual(["a", "b", "c"]);
    expect(names(inOrder(addons.toReversed()))).toEqual(["a", "b", "c"]);
  });

  it("refuses an addon that needs one which is off, and says what to change", () => {
    const error = failure(() => inOrder([addon("a"), addon("b", ["a", "dns"])]));
    expect(error.code).toBe("ADDON_NEEDS");
    expect(error.message).toBe("addon b needs dns, which is off");
    expect(error.hint).toBe("add [addons.dns] to platform.toml, or remove [addons.b]");
  });

  it("refuses addons that need each other in a circle, and shows the circle only", () => {
    const addons = [addon("a", ["c"]), addon("b", ["c"]), addon("c", ["d"]), addon("d", ["b"]), addon("e")];
    const error = failure(() => inOrder(addons));
    expect(error.code).toBe("ADDON_NEEDS");
    expect(error.message).toBe("addons need each other in a circle: c -> d -> b -> c");
  });

  it("refuses an addon that needs itself", () => {
    expect(failure(() => inOrder([addon("a", ["a"])])).message).toBe(
      "addons need each other in a circle: a -> a",
    );
  });
});

describe("enabledAddons", () => {
  const enabled = (toml: string) => names(enabledAddons(addonInput("", toml).config));

  it("is empty for a platform that names no addon", () => {
    expect(enabled("")).toEqual([]);
    expect(enabled('[addons]\nprofile = "none"')).toEqual([]);
  });

  it("holds an addon that has its table", () => {
    expect(enabled("[addons.metrics-server]")).toEqual(["metrics-server"]);
    expect(enabled("[addons.metrics-server]\nenabled = true")).toEqual(["metrics-server"]);
  });

  it("leaves out an addon with enabled = false", () => {
    expect(enabled("[addons.metrics-server]\nenabled = false")).toEqual([]);
  });
});

describe("the catalogue", () => {
  it("names every addon once, and needs only addons that are in it", () => {
    expect(new Set(names(catalogue)).size).toBe(catalogue.length);
    expect(names(inOrder(catalogue)).sort()).toEqual(names(catalogue).sort());
  });

  it("has a key in platform.toml for every addon", () => {
    for (const { name } of catalogue) expect(() => addonInput("", `[addons.${name}]`)).not.toThrow();
  });

  it("gives every addon a namespace of its own, unless it says why not", () => {
    const own = catalogue.filter(({ sharedNamespace }) => sharedNamespace === undefined);
    const namespaces = own.map(({ namespace }) => namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
    for (const namespace of namespaces) expect(namespace).not.toMatch(/^(default|loco-system|kube-.*)$/);
  });

  it("pins exact chart versions", () => {
    for (const { chart } of catalogue) expect(chart.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
