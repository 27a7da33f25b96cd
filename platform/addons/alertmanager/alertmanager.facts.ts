import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";
import { alertmanagerConfig } from "./alertmanager-config.ts";
import { MESSAGES } from "./messages.ts";
import { receiverSecrets, SECRET } from "./receivers.ts";

const statefulSet = (manifests: readonly Manifest[]) => ofKind(manifests, "StatefulSet")[0];

const podOf = (manifests: readonly Manifest[]) => statefulSet(manifests)?.spec.template.spec;

const files = (manifests: readonly Manifest[]): Readonly<Record<string, string>> =>
  ofKind(manifests, "ConfigMap")[0]?.data ?? {};

/** Texts, however deep, that Alertmanager fills in. */
function templatesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.includes("{{") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(templatesIn).toSorted();
}

export const alertmanagerFacts: readonly Fact[] = [
  {
    fact: "it is where vmalert looks for it",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Service")
          .filter(({ spec }) => spec.clusterIP !== "None")
          .map(({ metadata, spec }) => [metadata.name, metadata.namespace, spec.ports[0].port]),
        [["alertmanager", "alertmanager", 9093]],
      ),
  },
  {
    fact: "Helm has left Alertmanager's templates alone",
    broken(manifests, { config }) {
      const { "alertmanager.yml": text = "", "loco.tmpl": messages } = files(manifests);
      return (
        differs(templatesIn(parse(text).receivers), templatesIn(alertmanagerConfig(config).receivers)) ??
        differs(messages?.trim(), MESSAGES.trim())
      );
    },
  },
  {
    fact: "every file that the configuration names is in the Secret, and the Secret is mounted there",
    broken(manifests, { config }) {
      const named = files(manifests)["alertmanager.yml"]?.match(/(?<=_file: ).*/g) ?? [];
      const [secret] = receiverSecrets(config.addons.alertmanager);
      const there = Object.keys(secret?.data ?? {}).map((key) => `${SECRET.folder}/${key}`);
      const mounted = podOf(manifests)?.containers[0].volumeMounts.some(
        ({ mountPath }: { readonly mountPath: string }) => mountPath === SECRET.folder,
      );
      return differs([named.toSorted(), mounted], [there.toSorted(), there.length > 0]);
    },
  },
  {
    fact: "it is alone and gossips with nobody",
    broken(manifests) {
      const { args = [], ports = [] } = podOf(manifests)?.containers[0] ?? {};
      return differs(
        [
          statefulSet(manifests)?.spec.replicas,
          args.includes("--cluster.listen-address="),
          ports.map(({ containerPort }: { readonly containerPort: number }) => containerPort),
        ],
        [1, true, [9093]],
      );
    },
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
  {
    fact: "silences survive a restart where there are volumes",
    broken: (manifests, { config }) =>
      differs(
        statefulSet(manifests)?.spec.volumeClaimTemplates?.length ?? 0,
        config.addons["cloudstack-csi"].enabled ? 1 : 0,
      ),
  },
];
