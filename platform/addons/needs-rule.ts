import type { Problem } from "../config/diagnostic.ts";
import type { Rule } from "../config/rules/rule.ts";
import { enabledAddons, isOn } from "./catalogue.ts";

/** Every addon that is on has those on that it needs. */
export const addonNeedsRule: Rule = {
  reads: ["addons", "k3s"],
  check: (config) =>
    enabledAddons(config).flatMap(({ name, needs }) =>
      needs
        .filter((need) => !isOn(config, need))
        .map(
          (need): Problem => ({
            severity: "error",
            path: ["addons", need, "enabled"],
            message: `must be true, because addon ${name} needs ${need}`,
            found: "false",
            hint: `write enabled = true under [addons.${need}], or enabled = false under [addons.${name}]`,
          }),
        ),
    ),
};

/** What k3s leaves out is what the addons bring. */
export const addonClusterRule: Rule = {
  reads: ["addons", "k3s"],
  check(config) {
    const { cni, cloud_provider } = config.k3s;
    const problems: Problem[] = [];
    if (isOn(config, "cilium") && cni !== "cilium") {
      problems.push(
        clash("cni", cni, "cilium", "leave k3s.cni out, or write enabled = false under [addons.cilium]"),
      );
    }
    if (isOn(config, "cloudstack-ccm") && cloud_provider !== "external") {
      problems.push(
        clash(
          "cloud_provider",
          cloud_provider,
          "external",
          "leave k3s.cloud_provider out, or write enabled = false under [addons.cloudstack-ccm]",
        ),
      );
    }
    return problems;
  },
};

const clash = (key: string, found: string, wanted: string, hint: string): Problem => ({
  severity: "error",
  path: ["k3s", key],
  message: `must be ${wanted}, which is what the addon that is on brings`,
  found,
  hint,
});
