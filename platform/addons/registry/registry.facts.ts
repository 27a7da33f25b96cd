import { isServed, nameOf } from "../exposure.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";
import { unrestricted } from "../restricted.ts";
import { USERS } from "./registry-users.ts";

const workload = (manifests: readonly Manifest[]) =>
  [...ofKind(manifests, "StatefulSet"), ...ofKind(manifests, "Deployment")][0];

export const registryFacts: readonly Fact[] = [
  {
    fact: "nobody gets in but the users that are given, and the chart's own are not among them",
    broken: (manifests) => {
      const [config] = ofKind(manifests, "ConfigMap");
      const { auth, accessControl } = JSON.parse(config?.data["config.json"] ?? "{}").http ?? {};
      const mounts: readonly Manifest[] =
        workload(manifests)?.spec.template.spec.containers[0].volumeMounts ?? [];
      const users = mounts.find(({ name }) => name === USERS)?.mountPath;
      return differs(
        [
          auth?.htpasswd.path,
          accessControl?.repositories["**"].anonymousPolicy,
          ofKind(manifests, "Secret").length,
          ofKind(manifests, "Pod").filter(
            ({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined,
          ).length,
        ],
        [`${users}/htpasswd`, undefined, 0, 0],
      );
    },
  },
  {
    fact: "it is reached through the ingress alone, with a certificate",
    broken: (manifests, { config }) => {
      const settings = optional(config, "registry");
      const host = isServed(config, settings) ? nameOf(config, settings, "registry") : undefined;
      const [ingress] = ofKind(manifests, "Ingress");
      return differs(
        [
          ofKind(manifests, "Service").map(({ spec }) => spec.type),
          ingress?.spec.rules[0].host,
          ingress?.spec.tls[0].hosts[0],
          ingress?.metadata.annotations["cert-manager.io/cluster-issuer"],
        ],
        [["ClusterIP"], host, host, host === undefined ? undefined : "default"],
      );
    },
  },
  {
    fact: "images are on a volume of the size that is set, and no two pods write to them",
    broken: (manifests, { config }) => {
      const found = workload(manifests);
      const spec = found?.spec;
      if (!config.addons["cloudstack-csi"].enabled)
        return differs([found?.kind, spec?.strategy.type], ["Deployment", "Recreate"]);
      return differs(
        [found?.kind, spec?.replicas, spec?.volumeClaimTemplates[0].spec.resources.requests.storage],
        ["StatefulSet", 1, `${optional(config, "registry").disk_size}Gi`],
      );
    },
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
