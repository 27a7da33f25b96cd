import type { Alert } from "../alert.ts";

/** Less than a tenth is left, of bytes or of inodes. */
const almostFull = (labels: string, bytes: string, size: string, inodes: string, allInodes: string) =>
  `min by (${labels}) (${bytes} / ${size}) < 0.1 or min by (${labels}) (${inodes} / ${allInodes}) < 0.1`;

/**
 * Both come before something breaks: k3s's kubelet evicts pods when a twentieth of the disk is left.
 *
 * @see https://github.com/k3s-io/k3s/blob/master/pkg/daemons/agent/agent.go (EvictionHard, without inodes)
 */
export const nodeExporterAlerts: readonly Alert[] = [
  {
    alert: "NodeDiskFilling",
    expr: almostFull(
      "node, mountpoint",
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      "node_filesystem_files_free",
      "node_filesystem_files",
    ),
    for: "10m",
    severity: "warning",
    summary:
      "node {{ $labels.node }} has {{ $value | humanizePercentage }} of the bytes or inodes of {{ $labels.mountpoint }} left",
    jobs: ["node-exporter"],
  },
  {
    alert: "VolumeFilling",
    expr: almostFull(
      "namespace, persistentvolumeclaim",
      "kubelet_volume_stats_available_bytes",
      "kubelet_volume_stats_capacity_bytes",
      "kubelet_volume_stats_inodes_free",
      "kubelet_volume_stats_inodes",
    ),
    for: "10m",
    severity: "warning",
    summary:
      "volume {{ $labels.persistentvolumeclaim }} of {{ $labels.namespace }} has {{ $value | humanizePercentage }} of its bytes or inodes left",
    jobs: ["kubelet"],
  },
];
