import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";
import { snapshotControllerFacts } from "./snapshot-controller.facts.ts";

const NAME = "snapshot-controller";

/** What of VolumeSnapshots is the same for every driver: their definitions, and who binds them to what the driver makes. */
export const snapshotController: Addon = {
  name: NAME,
  purpose: "snapshots of volumes, which cloudstack-csi makes",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  // The chart would delete them with the release, and with them every snapshot.
  crds: { template: "templates/crds.yaml" },
  looksAfter: ["snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io"],
  needs: [],
  timeout: 300,
  facts: snapshotControllerFacts,
  values: ({ config }) => ({
    installCRDs: false,
    controller: {
      ...(config.control_plane_count > 1 ? twoReplicas : {}),
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      securityContext: { allowPrivilegeEscalation: false },
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "256Mi" } },
      // Volumes wait for it when both are new, so it waits for no agent.
      tolerations: [bearsServers],
    },
  }),
};

/** One of them leads. */
const twoReplicas = {
  replicaCount: 2,
  topologySpreadConstraints: spreadOverNodes({ "app.kubernetes.io/name": NAME }),
};
