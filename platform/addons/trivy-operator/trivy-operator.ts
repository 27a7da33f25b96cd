import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { optional } from "../optional.ts";
import { bearsServers } from "../placement.ts";
import { trivyOperatorFacts } from "./trivy-operator.facts.ts";

const NAME = "trivy-operator";

/**
 * Scans the images that run for known vulnerabilities and forgotten secrets, in Jobs of its own namespace. What it finds are
 * objects beside the workload: VulnerabilityReport, ExposedSecretReport.
 */
export const trivyOperator: Addon = {
  name: NAME,
  purpose: "known vulnerabilities in the images that run",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  crds: "apart",
  needs: [],
  laterImages: "Trivy, the collector of node facts, and the vulnerability databases, which are images, too",
  timeout: 300,
  // Its metrics tell whose images are vulnerable.
  internal: true,
  facts: trivyOperatorFacts,
  values: ({ config }) => {
    const { ignore_unfixed, severities, private_images } = optional(config, NAME);
    const tolerations = appNodeCount(config) === 0 ? [bearsServers] : [];
    return {
      operator: {
        scanJobsConcurrentLimit: 2,
        ...IMAGES_ONLY,
        // The chart's role for it reads and writes every Secret, and with nodes/proxy runs commands in every pod.
        // https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
        ...(private_images ? {} : { accessGlobalSecretsAndServiceAccount: false }),
      },
      trivyOperator: {
        scanJobPodTemplatePodSecurityContext: restricted,
        ...(tolerations.length === 0 ? {} : { scanJobTolerations: tolerations }),
      },
      trivy: {
        severity: severities.join(","),
        ...(ignore_unfixed ? { ignoreUnfixed: true } : {}),
        // Large images need that much.
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: null, memory: "768Mi" } },
      },
      podSecurityContext: restricted,
      resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: "512Mi" } },
      ...(tolerations.length === 0 ? {} : { tolerations }),
    };
  },
};

/** The image of the scans names no user, so root, which they need not be. */
const restricted = {
  runAsNonRoot: true,
  runAsUser: 10000,
  runAsGroup: 10000,
  seccompProfile: { type: "RuntimeDefault" },
};

/**
 * What else it does: lists of all packages (megabytes per image in the cluster's database), opinions on manifests, and Jobs on
 * nodes that look for kubeadm's files as root.
 */
const IMAGES_ONLY = {
  sbomGenerationEnabled: false,
  configAuditScannerEnabled: false,
  rbacAssessmentScannerEnabled: false,
  infraAssessmentScannerEnabled: false,
  clusterComplianceEnabled: false,
};
