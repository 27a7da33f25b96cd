import { expect, it } from "vitest";
import { differences } from "./diff-values.ts";

it("finds nothing in what is the same, whatever the order of keys", () => {
  expect(differences({ a: 1, b: [{ name: "x" }] }, { b: [{ name: "x" }], a: 1 })).toEqual([]);
});

it("names each path that differs", () => {
  const before = { spec: { replicas: 1, "a/b": "x", gone: { deep: true } } };
  const after = { spec: { replicas: "1", "a/b": "y", new: [1] } };
  expect(differences(before, after)).toEqual([
    { path: 'spec."a/b"', before: "x", after: "y" },
    { path: "spec.gone", before: { deep: true } },
    { path: "spec.new", after: [1] },
    { path: "spec.replicas", before: 1, after: "1" },
  ]);
});

it("compares items that have names by name, and tells when they changed places", () => {
  const item = (name: string, value: string) => ({ name, value });
  const before = { env: [item("A", "1"), item("B", "2"), item("C", "3")] };
  const after = { env: [item("B", "2"), item("D", "4"), item("A", "9")] };
  expect(differences(before, after)).toEqual([
    { path: "env[A].value", before: "1", after: "9" },
    { path: "env[C]", before: item("C", "3") },
    { path: "env[D]", after: item("D", "4") },
    { path: "env (order)", before: ["A", "B"], after: ["B", "A"] },
  ]);
});

it("compares other items by their place", () => {
  expect(differences({ args: ["a", "b"] }, { args: ["a", "c", "d"] })).toEqual([
    { path: "args[1]", before: "b", after: "c" },
    { path: "args[2]", after: "d" },
  ]);
  const twice = [{ name: "x" }, { name: "x" }];
  expect(differences(twice, [{ name: "x" }])).toEqual([{ path: "[1]", before: { name: "x" } }]);
});
