import type { Problem } from "../../config/diagnostic.ts";
import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Rule } from "../../config/rules/rule.ts";
import { agents, type Node, servers } from "../../config/topology.ts";
import { cloudConfig, encodedSize, MAX_BYTES } from "./document.ts";
import { sampleValues } from "./sample.ts";
import { userData } from "./user-data.ts";

/** Estimated size of a node's user-data in bytes, with keys as long as the real ones. */
export function estimatedSize(config: PlatformConfig, node: Node): number {
  return encodedSize(cloudConfig(userData(config, node), sampleValues()));
}

/** User-data that CloudStack would refuse is found before anything is made. Terraform checks the real one again. */
export const userDataSizeRule: Rule = {
  reads: [
    "name",
    "timezone",
    "k3s_version",
    "control_plane_count",
    "control_plane_ips",
    "network",
    "control_plane",
    "pools",
    "k3s",
    "registries",
  ],
  check: sizeProblems,
};

function sizeProblems(config: PlatformConfig): Problem[] {
  const nodes = [...servers(config), ...agents(config)];
  // Nodes of a group differ by a few bytes, so one of each is enough.
  const samples = new Map(nodes.map((node) => [node.pool ?? node.role, node]));
  return [...samples.values()].flatMap((node): Problem[] => {
    const size = estimatedSize(config, node);
    if (size <= MAX_BYTES) return [];
    return [
      {
        severity: "error",
        path: ["registries"],
        message: `user-data of ${node.name} would be larger than CloudStack's ${MAX_BYTES} bytes`,
        found: String(size),
        hint: "shorten [[registries]], [k3s] tls_san or the nodes' labels",
      },
    ];
  });
}
