import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { nodeExporterAlerts } from "./node-exporter.alerts.ts";
import { nodeExporterFacts } from "./node-exporter.facts.ts";

const NAME = "node-exporter";

/** Parts of a node that are measured. Traffic is not: a pod sees that of its own network only. */
const COLLECTORS = [
  "cpu",
  "diskstats",
  "filesystem",
  "loadavg",
  "meminfo",
  "pressure",
  "stat",
  "uname",
  "vmstat",
];

/** Kernel's file systems, and those in memory. */
const NO_DISKS = [
  "autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|erofs|fuse.*|hugetlbfs|iso9660|mqueue|nsfs|overlay",
  "proc|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tmpfs|tracefs",
].join("|");

/** What the nodes themselves have left: CPU, memory, disks. */
export const nodeExporter: Addon = {
  name: NAME,
  purpose: "metrics of the nodes themselves: CPU, memory, disks",
  profile: "lite",
  namespace: NAME,
  // It reads the node's /proc, /sys and mounts through hostPath, which `baseline` forbids. Its pods have no other privilege.
  podSecurity: "privileged",
  chart: locked("prometheus-node-exporter"),
  internal: true,
  needs: [],
  timeout: 300,
  facts: nodeExporterFacts,
  metrics: [{ job: NAME, pods: { "app.kubernetes.io/instance": NAME }, port: "metrics" }],
  alerts: nodeExporterAlerts,
  values: () => ({
    fullnameOverride: NAME,
    // Pods are found by their labels.
    service: { enabled: false },
    hostNetwork: false,
    hostPID: false,
    containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    extraArgs: [
      "--collector.disable-defaults",
      ...COLLECTORS.map((collector) => `--collector.${collector}`),
      `--collector.filesystem.fs-types-exclude=^(${NO_DISKS})$`,
      // The kubelet measures volumes, by their claims' names.
      "--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/kubelet/(plugins|pods))($|/)",
      "--collector.diskstats.device-exclude=^(dm-|fd|loop|ram|sr|zram)\\d+$",
      "--collector.vmstat.fields=^(oom_kill|pgmajfault)$",
    ],
    // Every node is measured, whatever taints its pool has.
    tolerations: [{ operator: "Exists" }],
    resources: { requests: { cpu: "10m", memory: "24Mi" }, limits: { memory: "64Mi" } },
  }),
};
