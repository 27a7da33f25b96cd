import { expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { ccmProjectRule } from "./project-rule.ts";

const warnings = (project: string | undefined, enabled: boolean) => {
  const { config } = addonInput();
  const ccm = { ...config.addons["cloudstack-ccm"], enabled };
  const cloudstack = project === undefined ? config.cloudstack : { ...config.cloudstack, project };
  return ccmProjectRule.check({ ...config, cloudstack, addons: { ...config.addons, "cloudstack-ccm": ccm } });
};

it("warns of Services that never go, where the CCM works in a project and only there", () => {
  expect(warnings("platform-team", true)).toMatchObject([
    { severity: "warning", path: ["cloudstack", "project"] },
  ]);
  expect(warnings("platform-team", false)).toEqual([]);
  expect(warnings(undefined, true)).toEqual([]);
});
