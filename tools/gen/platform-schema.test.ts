import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { platformSchema } from "./platform-schema.ts";

it("has a file of settings for every addon, and none beside", () => {
  const folder = new URL("../../schemas/addons", import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace(/\.schema\.json$/, ""));
  expect(files.sort()).toEqual(catalogue.map(({ name }) => name).sort());
});

it("gives every addon its switch and its values, and fills in those of a profile", () => {
  const tables = platformSchema(catalogue).properties?.addons?.properties ?? {};
  for (const { name, profile } of catalogue) {
    const keys = Object.keys(tables[name]?.properties ?? {});
    expect([keys.at(0), keys.at(-1)]).toEqual(["enabled", "values"]);
    expect("default" in (tables[name] ?? {})).toBe(profile !== undefined);
  }
});
