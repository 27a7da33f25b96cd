import { expect, it } from "vitest";
import { nearName } from "./near-name.ts";

it.each([
  ["prot", ["port", "pool"], "port"],
  ["PORT", ["port", "pool"], "port"],
  ["zoen", ["zone"], "zone"],
  ["mail", ["email"], "email"],
  ["shp", ["shop", "site"], "shop"],
  ["bogus", ["logs"], undefined],
  ["foo", ["pool"], undefined],
  ["x", [], undefined],
  ["retention", ["level", "retention_period"], "retention_period"],
  ["class", ["storage_class", "size"], "storage_class"],
  ["retention_period", ["retention", "level"], "retention"],
  ["cpu_max", ["cpu", "cpu_limit", "memory"], "cpu"],
  ["cpus", ["cpu", "cpu_limit"], "cpu"],
  ["storage", ["storage_class", "storage_size"], undefined],
  ["po", ["postgres"], undefined],
])("takes %s of %j to mean %s", (typed, known, meant) => {
  expect(nearName(typed, known)).toBe(meant);
});
