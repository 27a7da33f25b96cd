import { expect, test } from "vitest";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { configReference } from "./config-reference.ts";
import { platformSchema } from "./platform-schema.ts";
import { platformPage } from "./reference-pages.ts";
import type { SchemaNode } from "./schema-sections.ts";

const page = configReference(platformSchema(catalogue), "schemas/platform.schema.json", platformPage);

/** The part of the page that is about one key of one table; `table` as its heading says. */
function entry(of: string, table: string, key: string): string {
  const section = of.split(/^## /m).find((part) => part.startsWith(`${table}\n`));
  const found = section?.split(/^### /m).find((part) => part.startsWith(`\`${key}\`\n`));
  if (found === undefined) throw new Error(`the page has no ${key} in ${table}`);
  return found;
}

test("has a heading for every table but the addons', in the schema's order", () => {
  expect(page.match(/^## .*$/gm)).toEqual([
    "## Top of the file",
    "## `[cloudstack]`",
    "## `[network]`",
    "## `[control_plane]`",
    "## `[[pools]]`",
    "## `[k3s]`",
    "## `[k3s.checksums]`",
    "## `[k3s.oidc]`",
    "## `[charts]`",
    "## `[[registries]]`",
    "## `[backup]`",
    "## `[apps]`",
    "## `[apps.quota]`",
    "## `[addons]`",
    "## `[state]`",
    "## `[providers]`",
  ]);
});

test("describes every key that the schema has", () => {
  const keys = (node: SchemaNode): string[] =>
    Object.entries(node.properties ?? {}).flatMap(([name, value]) => [name, ...keys(value)]);
  const schema = platformSchema([]);
  const all = [schema, ...Object.values(schema.$defs ?? {})].flatMap(keys);
  expect(all.length).toBeGreaterThan(60);
  for (const name of all) expect(page).toMatch(new RegExp(`^##.*[\`.[]${name}[\`\\]]`, "m"));
});

test("marks required keys and tables, and no others", () => {
  expect(entry(page, "`[cloudstack]`", "zone")).toContain("- **Required**");
  expect(entry(page, "`[[pools]]`", "count")).toContain("- **Required**");
  expect(entry(page, "`[cloudstack]`", "project")).not.toContain("Required");
  expect(page).toMatch(/^## `\[network\]`\n\n.*\n\n- \*\*Required\*\*$/m);
  expect(page).toMatch(/^## `\[state\]`\n\n.*\n\n### /m);
});

test.each([
  ["whole number", "`[control_plane]`", "root_disk_size", "whole number, 10 to 2048", "40"],
  ["choice", "`[network]`", "egress_default", '`"deny"` or `"allow"`', '"deny"'],
  ["switch", "Top of the file", "api_lb_open_to_world", "`true` or `false`", "false"],
  ["fixed value", "Top of the file", "recovery", "`false`", "false"],
  ["text with a pattern", "Top of the file", "k3s_version", "a k3s release such as v", '"v'],
  ["text with a format", "`[k3s]`", "cluster_cidr", "an IPv4 network without host bits", '"10.42.0.0/16"'],
  [
    "list",
    "Top of the file",
    "ingress_allowed_cidrs",
    "list of 1 or more; each: an IPv4 CIDR",
    '["0.0.0.0/0"]',
  ],
  ["map", "`[[pools]]`", "generations", "names with values; each value: whole number", "{}"],
])("says what a %s may be and its default", (_kind, table, key, value, fallback) => {
  const text = entry(page, table, key);
  expect(text).toContain(`- Value: ${value}`);
  expect(text).toContain(`- Default: \`${fallback}`);
});

test("shows examples as lines that can be copied", () => {
  expect(entry(page, "Top of the file", "api_lb_allowed_cidrs")).toContain(
    '- Example: `api_lb_allowed_cidrs = ["203.0.113.0/24", "198.51.100.7/32"]`',
  );
  expect(page.split("## `[providers]`")[1]).toContain('- Example: `tls = "~> 4.1"`');
});

test("keeps placeholders and asterisks of a description visible", () => {
  const described = configReference(
    {
      type: "object",
      properties: { a: { type: "string", description: "Served at https://<name>.x. Or * for --all-*." } },
    },
    "s.json",
    platformPage,
  );
  expect(entry(described, "Top of the file", "a")).toContain(
    "Served at `https://<name>.x`. Or \\* for --all-\\*.",
  );
});
