import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";
import { unrestricted } from "../restricted.ts";

const settingsOf = (manifests: readonly Manifest[]): Readonly<Record<string, string>> =>
  Object.assign({}, ...ofKind(manifests, "ConfigMap").map(({ data }) => data));

export const trivyOperatorFacts: readonly Fact[] = [
  {
    fact: "it runs two scans at a time, and reports what it was asked for",
    broken: (manifests, { config }) => {
      const settings = settingsOf(manifests);
      const { severities, ignore_unfixed } = optional(config, "trivy-operator");
      return differs(
        [
          settings.OPERATOR_CONCURRENT_SCAN_JOBS_LIMIT,
          settings["trivy.severity"],
          settings["trivy.ignoreUnfixed"],
        ],
        ["2", severities.join(","), ignore_unfixed ? "true" : undefined],
      );
    },
  },
  {
    fact: "it looks at images and at nothing else",
    broken: (manifests) => {
      const settings = settingsOf(manifests);
      const on = Object.keys(settings).filter(
        (name) =>
          /^OPERATOR_(.*SCANNER|CLUSTER_COMPLIANCE|SBOM_GENERATION)_ENABLED$/.test(name) &&
          settings[name] === "true",
      );
      return differs(on.sort(), [
        "OPERATOR_EXPOSED_SECRET_SCANNER_ENABLED",
        "OPERATOR_VULNERABILITY_SCANNER_ENABLED",
      ]);
    },
  },
  {
    fact: "it reads Secrets of apps, and enters nodes, only where it was asked to",
    broken: (manifests, { config }) => {
      const rules: readonly Manifest[] = ofKind(manifests, "ClusterRole")
        .filter(({ metadata }) => metadata.name === "trivy-operator")
        .flatMap((role) => role.rules);
      const reads = rules.some(
        ({ resources }) => resources.includes("secrets") || resources.includes("nodes/proxy"),
      );
      return differs(reads, optional(config, "trivy-operator").private_images);
    },
  },
  {
    fact: "its pod and those of its scans bear the level restricted",
    broken: (manifests) => {
      const settings = settingsOf(manifests);
      const pod = JSON.parse(settings["scanJob.podTemplatePodSecurityContext"] ?? "{}");
      const container = JSON.parse(settings["scanJob.podTemplateContainerSecurityContext"] ?? "{}");
      return (
        unrestricted(manifests) ??
        differs(
          [
            pod.runAsNonRoot,
            pod.seccompProfile?.type,
            container.allowPrivilegeEscalation,
            container.capabilities?.drop,
          ],
          [true, "RuntimeDefault", false, ["ALL"]],
        )
      );
    },
  },
];
