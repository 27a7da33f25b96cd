import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { minutesIn } from "../maintenance-window.ts";
import { kuredFacts } from "./kured.facts.ts";

/**
 * Reboots nodes whose updates left /var/run/reboot-required, the chart's default: unattended-upgrades has the kernel's
 * installation write it, on Debian and on Ubuntu (templates/cloud-init/os-updates.service.hbs).
 */
export const kured: Addon = {
  name: "kured",
  purpose: "reboots of nodes after updates, one at a time",
  profile: "lite",
  namespace: "kured",
  // It tells the node's own systemd to reboot, so it shares the node's processes.
  podSecurity: "privileged",
  chart: locked("kured"),
  needs: [],
  timeout: 300,
  facts: kuredFacts,
  values: ({ config }) => {
    const { window } = config.addons.kured;
    return {
      configuration: {
        startTime: window.start,
        endTime: window.end,
        rebootDays: window.days,
        timeZone: window.timezone,
        period: "15m",
        // By default a PodDisruptionBudget that never allows an eviction would keep the node cordoned for ever.
        drainTimeout: "15m",
        // A node that does not come back keeps the others from rebooting, but for this window only: the lock outlives its
        // holder, even when that was replaced.
        lockTtl: `${minutesIn(window)}m`,
        // An upgrade of k3s that went on past its window. Only Jobs have this label, and not their controller.
        blockingPodSelector: ["upgrade.cattle.io/plan"],
      },
      // Every node is updated, whatever taints its pool has.
      tolerations: [{ operator: "Exists" }],
      resources: { requests: { cpu: "5m", memory: "24Mi" }, limits: { memory: "64Mi" } },
    };
  },
};
