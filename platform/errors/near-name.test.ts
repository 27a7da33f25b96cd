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
])("takes %s of %j to mean %s", (typed, known, meant) => {
  expect(nearName(typed, known)).toBe(meant);
});
