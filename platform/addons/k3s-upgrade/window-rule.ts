import type { Problem } from "../../config/diagnostic.ts";
import type { Rule } from "../../config/rules/rule.ts";
import { isOn } from "../catalogue.ts";
import { overlap } from "../maintenance-window.ts";

/** Reboots and upgrades have windows apart: each keeps to one node at a time, but neither knows of the other's. */
export const maintenanceWindowRule: Rule = {
  reads: ["addons"],
  check(config) {
    if (!isOn(config, "kured") || !isOn(config, "k3s-upgrade")) return [];
    const reboots = config.addons.kured.window;
    const upgrades = config.addons["k3s-upgrade"].window;
    if (upgrades.timezone !== reboots.timezone) {
      return [
        problem(
          "timezone",
          `must be the time zone of addons.kured.window, ${reboots.timezone}, so that the two windows can be kept apart`,
          upgrades.timezone,
          "write the same timezone under [addons.kured.window] and [addons.k3s-upgrade.window]",
        ),
      ];
    }
    if (!overlap(reboots, upgrades)) return [];
    return [
      problem(
        "start",
        `must begin a window that is clear of addons.kured.window, ${reboots.start} to ${reboots.end}: a reboot and an upgrade at once can take two nodes`,
        `${upgrades.start} to ${upgrades.end}`,
        "move one of the two, or give them different days",
      ),
    ];
  },
};

const problem = (key: "start" | "timezone", message: string, found: string, hint: string): Problem => ({
  severity: "error",
  path: ["addons", "k3s-upgrade", "window", key],
  message,
  found,
  hint,
});
