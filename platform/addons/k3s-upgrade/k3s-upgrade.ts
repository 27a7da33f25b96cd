import type { Addon } from "../addon.ts";
import { k3sUpgradeFacts } from "./k3s-upgrade.facts.ts";

/**
 * Brings running nodes to `k3s_version`. Our own chart: two plans for the system-upgrade-controller, of which that for the
 * agents waits for the servers.
 *
 * @see https://docs.k3s.io/upgrades/automated
 */
export const k3sUpgrade: Addon = {
  name: "k3s-upgrade",
  purpose: "upgrades of k3s on running nodes",
  profile: "lite",
  namespace: "system-upgrade",
  sharedNamespace: "the system-upgrade-controller acts on the plans in its own namespace only",
  chart: { folder: "k3s-upgrade" },
  needs: ["system-upgrade-controller"],
  timeout: 60,
  facts: k3sUpgradeFacts,
  values: ({ config: { k3s_version, addons } }) => {
    const { window, agents_at_once } = addons["k3s-upgrade"];
    return {
      version: k3s_version,
      window,
      ...(agents_at_once > 1 ? { agents: { atOnce: agents_at_once } } : {}),
    };
  },
};
