import { describe, expect, it } from "vitest";
import type { SecretText } from "../addon.ts";
import { addonInput } from "../sample.ts";
import { zoneLabel } from "./cloud-config.ts";
import { cloudstackCcm } from "./cloudstack-ccm.ts";

/** cloud-config of the addon's Secret, with the variables' names where their values will be. */
function cloudConfig(toml = "", projectId?: string): readonly string[] {
  const { config, facts } = addonInput("", toml);
  const own = projectId === undefined ? facts : { ...facts, projectId };
  const [secret] = cloudstackCcm.secrets?.(config, own) ?? [];
  const text: SecretText = secret?.data["cloud-config"] ?? [];
  return text
    .map((part) => (typeof part === "object" && "variable" in part ? `<${part.variable}>` : part))
    .join("")
    .trimEnd()
    .split("\n");
}

describe("cloudstack-ccm", () => {
  it("runs once beside one server, twice beside more", () => {
    expect(cloudstackCcm.values(addonInput())).toEqual({ secretName: "cloudstack-secret" });
    expect(cloudstackCcm.values(addonInput("control_plane_count = 3"))).toMatchObject({ replicas: 2 });
  });

  it("has its pods made anew when the Secret changes", () => {
    const input = addonInput();
    const values = cloudstackCcm.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } });
    expect(values).toMatchObject({ secretRevision: "r1" });
  });

  it("reaches CloudStack with what the variables hold, and names the zone", () => {
    expect(cloudConfig()).toEqual([
      "[Global]",
      'api-url = "<cloudstack_api_url>"',
      'api-key = "<cloudstack_api_key>"',
      'secret-key = "<cloudstack_secret_key>"',
      'zone = "ZP01"',
    ]);
  });

  it("names the project by the id that Terraform found", () => {
    expect(cloudConfig("", "6f1c-project-id")).toContain('project-id = "6f1c-project-id"');
  });

  it("names a project that platform.toml gives by its id", () => {
    const { config } = addonInput();
    const project = "6d1f2a35-7c8e-4b0d-8a4e-2f9f0c5f7d22";
    const inProject = { ...config, cloudstack: { ...config.cloudstack, project } };
    const [secret] = cloudstackCcm.secrets?.(inProject) ?? [];
    expect(secret?.data["cloud-config"]).toContain(`project-id = "${project}"\n`);
  });

  it("verifies the API's certificate unless it is told not to", () => {
    expect(cloudConfig()).not.toContain("ssl-no-verify = true");
    expect(cloudConfig("[addons.cloudstack-ccm]\nverify_tls = false\n")).toContain("ssl-no-verify = true");
  });
});

describe("zoneLabel", () => {
  it.each([
    ["ZP01", "ZP01"],
    ["São Paulo (1)", "Sao-Paulo-1"],
    ["_a.b_", "a.b"],
    ["東京", "zone"],
    ["z".repeat(70), "z".repeat(63)],
  ])("makes a label value of %s", (zone, label) => {
    expect(zoneLabel(zone)).toBe(label);
  });
});
