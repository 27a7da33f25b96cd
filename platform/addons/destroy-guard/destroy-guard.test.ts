import { describe, expect, it } from "vitest";
import { addon, addonInput } from "../sample.ts";
import { destroyGuard } from "./destroy-guard.ts";

describe("destroy-guard", () => {
  it("knows Kubernetes' namespaces and those of the addons that are on", () => {
    const addons = [addon("web"), addon("store"), addon("store-backup", [], { namespace: "store" })];
    expect(destroyGuard.values({ ...addonInput(), addons })).toMatchObject({
      kubernetes: ["default", "kube-node-lease", "kube-public", "kube-system"],
      platform: ["loco-apps", "loco-system", "store", "web"],
    });
  });

  it("waits for no other addon, because it must know of a new one before its namespace is there", () => {
    expect([destroyGuard.needs, destroyGuard.after]).toEqual([[], []]);
  });
});
