import { describe, expect, it } from "vitest";
import { addon, addonInput } from "../sample.ts";
import { networkPolicies } from "./network-policies.ts";

const values = (end = "", top = "") => networkPolicies.values(addonInput(top, end));
const CIDRS = '[addons.network-policies]\ncloudstack_api_cidrs = ["198.51.100.10/32"]\n';

describe("network-policies", () => {
  it("keep every pod from the router's metadata", () => {
    expect(values()).toMatchObject({ metadata: { addresses: ["10.1.1.1", "169.254.169.254"] } });
  });

  it("keep all but CloudStack's own addons from its API, once its addresses are said", () => {
    expect(values()).not.toHaveProperty("cloudstackApi");
    expect(values(CIDRS)).toMatchObject({
      cloudstackApi: { cidrs: ["198.51.100.10/32"], allowed: ["cloudstack-ccm", "cloudstack-csi"] },
    });
  });

  it("let the platform's own pods alone connect to what knows no users, and none that hands on what others ask for", () => {
    const addons = [
      addon("logs", [], { internal: true }),
      addon("web"),
      addon("ingress", [], { forwards: true }),
    ];
    const { internal } = networkPolicies.values({ ...addonInput(), addons });
    expect(internal).toEqual({ namespaces: ["logs"], allowed: ["logs", "web"] });
  });
});
