import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { appSchemaForEditors } from "./app-schema.ts";

const folder = new URL("../../test/golden/apps/", import.meta.url);
const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(appSchemaForEditors());

describe("the schema that editors read", () => {
  // The seed's last line is one that an editor should mark.
  it.each(readdirSync(folder).filter((name) => name !== "seed"))("accepts %s/loco.toml", (name) => {
    const value = parse(readFileSync(new URL(`${name}/loco.toml`, folder), "utf8"));
    expect([accepts(value), accepts.errors]).toEqual([true, null]);
  });

  it("knows the keys of an environment, of which none is required and the name is fixed", () => {
    const file = (overlay: object) => ({ name: "shop", environments: { staging: overlay } });
    expect(accepts(file({ replicas: 1, logs: { structured: true } }))).toBe(true);
    expect(accepts(file({ replica: 1 }))).toBe(false);
    expect(accepts(file({ name: "other" }))).toBe(false);
  });
});
