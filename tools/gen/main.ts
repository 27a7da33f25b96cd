import { readFileSync, writeFileSync } from "node:fs";
import { configTypes } from "./config-types.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const out = await configTypes(
  JSON.parse(read("schemas/platform.schema.json")),
  "schemas/platform.schema.json",
);
writeFileSync(new URL("platform/config/platform-config.gen.ts", root), out);
