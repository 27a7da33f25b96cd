import { describe, expect, it } from "vitest";
import { ignoredKeys, leaves, without } from "./ignored-keys.ts";

describe("leaves", () => {
  it("are all values that are no tables, lists and empty tables counting as one", () => {
    expect(leaves({ a: { b: 1, c: [{ d: 2 }] }, e: {} })).toEqual([["a", "b"], ["a", "c"], ["e"]]);
  });
});

describe("without", () => {
  it("leaves the rest as it is, but no empty table", () => {
    expect(without({ a: { b: 1, c: 2 }, d: 3 }, ["a", "b"])).toEqual({ a: { c: 2 }, d: 3 });
    expect(without({ a: { b: { c: 1 } }, d: 3 }, ["a", "b", "c"])).toEqual({ d: 3 });
  });
});

describe("ignoredKeys", () => {
  /** A chart with a default for replicas that needs a name and has not heard of anything else. */
  const render = async ({ replicas = 1, name, hosts = {} }: Readonly<Record<string, unknown>>) => {
    if (name === undefined) throw new Error("name is required");
    return `${name} ${replicas} ${JSON.stringify(hosts)}`;
  };

  it("are those that change nothing: misspelt, or as the chart has them anyway", async () => {
    const values = { name: "a", replicas: 1, replcias: 2, hosts: { first: "x" } };
    expect(await ignoredKeys(values, render)).toEqual(["replicas", "replcias"]);
  });

  it("are not those that decide about definitions, which show only where those are rendered", async () => {
    const withDefinitions = async (
      { definitions = true, rest }: Readonly<Record<string, unknown>>,
      crds: boolean,
    ) => `${rest}${crds && definitions ? " and definitions" : ""}`;
    expect(await ignoredKeys({ definitions: false, other: 1 }, withDefinitions)).toEqual(["other"]);
  });
});
