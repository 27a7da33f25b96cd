import { expect, it } from "vitest";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { addon } from "../../platform/addons/sample.ts";
import { addonReference } from "./addon-reference.ts";
import { platformSchema } from "./platform-schema.ts";
import type { SchemaNode } from "./schema-sections.ts";

const schema = platformSchema(catalogue);
const NOTHING = { addons: {}, peers: [] };

it("has a page for every addon, and lists them all", () => {
  const pages = addonReference(catalogue, schema, NOTHING);
  for (const { name } of catalogue) {
    expect(pages.get(`${name}.md`)).toContain(`# ${name}\n`);
    expect(pages.get("README.md")).toContain(`| [${name}](${name}.md) |`);
  }
});

it("describes every setting of every addon, on its page", () => {
  const pages = addonReference(catalogue, schema, NOTHING);
  const keys = (node: SchemaNode): string[] => [
    ...Object.entries(node.properties ?? {}).flatMap(([name, value]) => [name, ...keys(value)]),
    ...(node.items === undefined ? [] : keys(node.items)),
  ];
  for (const { name } of catalogue) {
    const settings = keys(schema.properties?.addons?.properties?.[name] ?? {});
    expect(settings).toContain("enabled");
    for (const key of settings) {
      expect(pages.get(`${name}.md`)).toMatch(new RegExp(`^##.*[\`.[]${key}[\`\\]]`, "m"));
    }
  }
});

it("says what an addon is made of, what it asks for and what it watches", () => {
  const sample = addon("traefik", ["cloudstack-ccm"], {
    alerts: [
      { alert: "IngressErrors", expr: "1", for: "5m", severity: "critical", summary: "", jobs: ["traefik"] },
    ],
    metrics: [{ job: "traefik", pods: {}, port: "metrics" }],
  });
  const asks = { version: "1.0.0", pods: 1, cpu: 50, memory: 64 };
  const page = addonReference([sample], schema, { ...NOTHING, addons: { traefik: asks } }).get("traefik.md");
  expect(page).toContain("| namespace | `traefik`, Pod Security level restricted |");
  expect(page).toContain("| needs | [cloudstack-ccm](cloudstack-ccm.md) |");
  expect(page).toContain("| asks for | 50m CPU and 64 MiB on one server and one agent |");
  expect(page).toContain("[IngressErrors](../../runbooks/ingress-errors.md)");
});
