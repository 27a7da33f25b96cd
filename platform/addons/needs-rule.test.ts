import { describe, expect, it } from "vitest";
import { addonClusterRule, addonNeedsRule } from "./needs-rule.ts";
import { addonInput } from "./sample.ts";

const config = (toml: string) => addonInput("", toml).config;

describe("addonNeedsRule", () => {
  it("names the addon that is missing and the one that needs it, at the missing one's key", () => {
    const off = config("[addons.cert-manager]\nenabled = false\n");
    expect(addonNeedsRule.check(off)).toEqual([
      {
        severity: "error",
        path: ["addons", "cert-manager", "enabled"],
        message: "must be true, because addon cert-manager-issuers needs cert-manager",
        found: "false",
        hint: "write enabled = true under [addons.cert-manager], or enabled = false under [addons.cert-manager-issuers]",
      },
    ]);
  });

  it("has nothing to say of a whole profile, or of none", () => {
    expect(addonNeedsRule.check(config(""))).toEqual([]);
    expect(addonNeedsRule.check(config('[addons]\nprofile = "none"'))).toEqual([]);
  });
});

describe("addonClusterRule", () => {
  it("refuses k3s's own network beside Cilium, and its own cloud controller beside CloudStack's", () => {
    const both = config('[k3s]\ncni = "flannel"\ncloud_provider = "k3s"\n');
    expect(addonClusterRule.check(both).map(({ path }) => path.join("."))).toEqual([
      "k3s.cni",
      "k3s.cloud_provider",
    ]);
  });

  it("accepts what is brought by hand where the addon is off", () => {
    const byHand = config('[addons]\nprofile = "none"\n[k3s]\ncni = "cilium"\ncloud_provider = "external"\n');
    expect(addonClusterRule.check(byHand)).toEqual([]);
  });
});
