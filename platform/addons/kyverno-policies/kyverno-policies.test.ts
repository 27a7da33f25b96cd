import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PLATFORM_LABEL } from "../platform-label.ts";
import { addonInput } from "../sample.ts";
import { kyvernoPolicies } from "./kyverno-policies.ts";

const ROOT = join(import.meta.dirname, "../../..");
const CHART = join(ROOT, "charts/kyverno-policies");

const values = (settings = "") =>
  kyvernoPolicies.values(addonInput("", `[addons.kyverno]\n[addons.kyverno-policies]\n${settings}`));

describe("kyverno-policies", () => {
  it("report, and refuse nothing, unless they are told to", () => {
    expect(values()).not.toHaveProperty("enforce");
    expect(values('enforce = ["resources", "host-namespaces"]')).toMatchObject({
      enforce: ["host-namespaces", "resources"],
    });
  });

  it("look at apps, and at nothing of the platform's", () => {
    expect(values().excludedNamespaces).toEqual(
      expect.arrayContaining(["kube-system", "kyverno", "loco-system", "traefik"]),
    );
  });

  it("have the label of the platform's namespaces as the platform sets it", () => {
    const helpers = readFileSync(join(CHART, "templates/_helpers.tpl"), "utf8");
    expect(helpers).toContain(`{{- define "platformLabel" -}}${PLATFORM_LABEL}{{- end -}}`);
  });

  it("are the same in platform.toml, in the chart's schema and in the chart", () => {
    const read = (path: string) => JSON.parse(readFileSync(path, "utf8")).properties.enforce.items.enum;
    const files = readdirSync(join(CHART, "templates")).filter(
      (file) => !file.startsWith("_") && file !== "platform-label.yaml",
    );
    const names = files.map((file) => file.replace(".yaml", "")).sort();
    expect(read(join(CHART, "values.schema.json"))).toEqual(names);
    expect(read(join(ROOT, "schemas/addons/kyverno-policies.schema.json"))).toEqual(names);
  });
});
