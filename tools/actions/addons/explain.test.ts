import { expect, it } from "vitest";
import { addon, addonInput } from "../../../platform/addons/sample.ts";
import { explainValues, formatExplained } from "./explain.ts";

const traefik = addon("traefik", [], {
  values: ({ config, facts }) => ({
    replicas: 2,
    service: { ip: facts.ingressAddress, ranges: config.ingress_allowed_cidrs },
  }),
});

const places: Readonly<Record<string, string>> = { ingress_allowed_cidrs: "platform.toml:7" };
const placeOf = (path: readonly (string | number)[]) => places[path.join(".")];

it("shows each value with the keys that decide it, where they stand, and what Terraform fills in", () => {
  const input = addonInput('ingress_allowed_cidrs = ["198.51.100.0/24"]');
  expect(explainValues(traefik, input, placeOf)).toEqual([
    { path: "replicas", value: 2, from: [] },
    { path: "service.ip", value: "203.0.113.11", from: ["the reserved public address (output ingress_ip)"] },
    {
      path: "service.ranges",
      value: ["198.51.100.0/24"],
      from: ["ingress_allowed_cidrs (platform.toml:7)"],
    },
  ]);
});

it("shows what platform.toml merges over the addon's values", () => {
  const input = addonInput("", "[addons.metrics-server.values]\nreplicas = 5\n");
  const merged = addon("metrics-server", [], { values: () => ({ replicas: 2 }) });
  expect(explainValues(merged, input, () => undefined)).toMatchObject([
    { path: "replicas", value: 5, from: ["addons.metrics-server.values.replicas (default)"] },
  ]);
});

it("aligns remarks, and puts those of long values under them", () => {
  const long = "x".repeat(60);
  const text = formatExplained([
    { path: "a", value: 1, from: ["b (default)"] },
    { path: "c", value: long, from: ["d (default)"] },
    { path: "e", value: true, from: [] },
  ]);
  const column = " ".repeat(60);
  expect(text.split("\n")).toEqual([
    `a: 1${column.slice(4)}  # b (default)`,
    `c: "${long}"`,
    `${column}  # d (default)`,
    "e: true",
  ]);
});

it("cuts long values, and says where they are whole", () => {
  const rules = Array.from({ length: 40 }, (_, i) => ({ alert: `Alert${i}` }));
  const [line = "", ...rest] = formatExplained([{ path: "rules", value: rules, from: [] }]).split("\n");
  expect(line).toMatch(/^rules: \[.*\.\.\.$/);
  expect(line.length).toBeLessThan(130);
  expect(rest).toEqual(["", "Long values are cut; --json has them whole."]);
});
