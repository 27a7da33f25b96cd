import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";
import { CHECKED_RULES } from "./app-rules.ts";
import { ruleGroups } from "./rule-groups.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const containerOf = (manifests: readonly Manifest[], wanted: string) =>
  podOf(manifests)?.containers.find(({ name }: { readonly name: string }) => name === wanted);

/** Values of one of vmalert's flags. */
const flag = (manifests: readonly Manifest[], name: string): readonly string[] =>
  (containerOf(manifests, "vmalert")?.args ?? [])
    .map((arg: string) => arg.replace(/^--?/, ""))
    .filter((arg: string) => arg.startsWith(`${name}=`))
    .map((arg: string) => arg.slice(name.length + 1));

const mountsOf = (manifests: readonly Manifest[], volume: string): readonly string[] =>
  (podOf(manifests)?.containers ?? [])
    .filter(({ volumeMounts }: { readonly volumeMounts: readonly { readonly name: string }[] }) =>
      volumeMounts.some(({ name }) => name === volume),
    )
    .map(({ name }: { readonly name: string }) => name);

export const vmalertFacts: readonly Fact[] = [
  {
    fact: "it asks vmsingle, keeps there what it has to remember, and tells Alertmanager",
    broken: (manifests) =>
      differs(
        ["datasource.url", "remoteWrite.url", "remoteRead.url", "notifier.url"].map((name) =>
          flag(manifests, name),
        ),
        [...Array(3).fill(["http://vmsingle.vmsingle:8428"]), ["http://alertmanager.alertmanager:9093"]],
      ),
  },
  {
    fact: "its file has the enabled addons' alerts, templates and all",
    broken: (manifests, { addons, config }) => {
      const mounted = podOf(manifests)?.volumes.map(
        ({ configMap }: { readonly configMap?: { readonly name: string } }) => configMap?.name,
      );
      const map = ofKind(manifests, "ConfigMap").find(({ metadata }) => mounted?.includes(metadata.name));
      const { groups } = parse(map?.data["alert-rules.yaml"] ?? "{}");
      return differs(sorted(groups), sorted(ruleGroups(addons, config.addons.vmalert.runbooks)));
    },
  },
  {
    fact: "of app teams' rules it reads only what the checker lets through, which is another of itself",
    broken: (manifests) =>
      differs(
        [
          flag(manifests, "rule"),
          mountsOf(manifests, "found"),
          mountsOf(manifests, "rules"),
          containerOf(manifests, "checker")?.image,
        ],
        [
          ["/config/alert-rules.yaml", ...CHECKED_RULES],
          ["sidecar", "checker"],
          ["vmalert", "checker"],
          containerOf(manifests, "vmalert")?.image,
        ],
      ),
  },
  {
    fact: "what teams write fills no disk of the node's, for which the pod would have to go",
    broken: (manifests) =>
      differs(
        podOf(manifests)
          ?.volumes.filter(({ emptyDir }: { readonly emptyDir?: object }) => emptyDir !== undefined)
          .map(({ emptyDir }: { readonly emptyDir: { readonly medium?: string } }) => emptyDir.medium),
        ["Memory", "Memory"],
      ),
  },
  {
    fact: "only the sidecar has a token, with which it can list ConfigMaps and nothing else",
    broken: (manifests) => {
      const [binding] = ofKind(manifests, "ClusterRoleBinding");
      return differs(
        [
          podOf(manifests)?.automountServiceAccountToken,
          mountsOf(manifests, "token"),
          ofKind(manifests, "ClusterRole").flatMap(({ rules }) => rules),
          binding?.subjects,
        ],
        [
          false,
          ["sidecar"],
          [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }],
          [{ kind: "ServiceAccount", name: podOf(manifests)?.serviceAccountName, namespace: "vmalert" }],
        ],
      );
    },
  },
  {
    fact: "it is found at http://vmalert.vmalert:8880, inside the cluster only",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Service").map(({ metadata, spec }) => [
          metadata.name,
          metadata.namespace,
          spec.type,
          spec.ports.map(({ port }: { readonly port: number }) => port),
        ]),
        [["vmalert", "vmalert", "ClusterIP", [8880]]],
      ),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];

/** Helm sorts an object's keys. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};
