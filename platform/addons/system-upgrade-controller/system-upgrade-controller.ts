import type { Addon } from "../addon.ts";
import { systemUpgradeControllerFacts } from "./system-upgrade-controller.facts.ts";

const NAME = "system-upgrade-controller";

/** Runs a privileged Job on each node that a Plan selects. Our own chart: its authors have none. */
export const systemUpgradeController: Addon = {
  name: NAME,
  purpose: "Jobs on nodes, for upgrades",
  profile: "lite",
  namespace: "system-upgrade",
  // Its Jobs share the node's processes, network and file system. The controller itself would bear restricted.
  podSecurity: "privileged",
  chart: { folder: NAME },
  looksAfter: ["upgrade.cattle.io"],
  needs: [],
  timeout: 300,
  facts: systemUpgradeControllerFacts,
  values: () => ({}),
};
