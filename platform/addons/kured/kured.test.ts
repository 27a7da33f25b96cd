import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { kured } from "./kured.ts";

const values = (window = "") => kured.values(addonInput("", `[addons.kured.window]\n${window}`));

describe("kured", () => {
  it("reboots early in the morning, UTC", () => {
    expect(values()).toMatchObject({
      configuration: { startTime: "05:00", endTime: "06:59", timeZone: "Etc/UTC", period: "15m" },
    });
  });

  it("keeps the lock of a node that does not come back for as long as the window", () => {
    expect(values()).toMatchObject({ configuration: { lockTtl: "120m" } });
    expect(values('start = "22:00"\nend = "3:59"')).toMatchObject({ configuration: { lockTtl: "360m" } });
  });

  it("leaves a node alone while k3s is upgraded on it", () => {
    expect(values()).toMatchObject({ configuration: { blockingPodSelector: ["upgrade.cattle.io/plan"] } });
  });

  it("runs on every node, whatever its taints", () => {
    expect(values()).toMatchObject({ tolerations: [{ operator: "Exists" }] });
  });
});
