import type { Rule } from "../../config/rules/rule.ts";
import { isOn } from "../catalogue.ts";

/** Whoever offers snapshots has their definitions, without which the release fails, and who answers requests for them. */
export const snapshotsRule: Rule = {
  reads: ["addons"],
  check(config) {
    const { enabled, snapshots } = config.addons["cloudstack-csi"];
    if (!enabled || !snapshots || isOn(config, "snapshot-controller")) return [];
    return [
      {
        severity: "error",
        path: ["addons", "cloudstack-csi", "snapshots"],
        message: "needs the addon snapshot-controller, which is off",
        found: "true",
        hint: "write [addons.snapshot-controller], or snapshots = false",
      },
    ];
  },
};
