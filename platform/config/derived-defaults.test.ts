import { describe, expect, it } from "vitest";
import { testConfig } from "./testing/test-config.ts";

const k3s = (rest: string) => {
  const { cni, cloud_provider } = testConfig("", undefined, rest).k3s;
  return [cni, cloud_provider];
};

describe("k3s's network and cloud controller", () => {
  it("are the addons' with the lite profile, and k3s's own without", () => {
    expect(k3s("[addons]\n")).toEqual(["cilium", "external"]);
    expect(k3s('[addons]\nprofile = "none"\n')).toEqual(["flannel", "k3s"]);
  });

  it("follow single addons that are turned on or off", () => {
    expect(k3s("[addons.cilium]\nenabled = false\n")).toEqual(["flannel", "external"]);
    expect(k3s('[addons]\nprofile = "none"\n[addons.cloudstack-ccm]\nenabled = true\n')).toEqual([
      "flannel",
      "external",
    ]);
  });

  it("are what platform.toml says", () => {
    expect(k3s('[addons]\nprofile = "none"\n[k3s]\ncni = "cilium"\n')).toEqual(["cilium", "k3s"]);
  });
});
