import { expect, it } from "vitest";
import { k3sUpgrade } from "../k3s-upgrade/k3s-upgrade.ts";
import { systemUpgradeController } from "./system-upgrade-controller.ts";

it("is in the namespace of the plans, and installed before them", () => {
  expect(k3sUpgrade.namespace).toBe(systemUpgradeController.namespace);
  expect(k3sUpgrade.needs).toContain(systemUpgradeController.name);
});

it("makes a namespace that bears the Jobs of upgrades", () => {
  expect(systemUpgradeController.podSecurity).toBe("privileged");
});
