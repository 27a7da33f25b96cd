import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { RETENTION_CLASSES } from "../loki/retention-classes.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "DaemonSet")[0]?.spec.template.spec;

const containerOf = (manifests: readonly Manifest[]) => podOf(manifests)?.containers[0];

const argsOf = (manifests: readonly Manifest[]): readonly string[] => containerOf(manifests)?.args ?? [];

/** What Alloy reads when it starts. */
const textOf = (manifests: readonly Manifest[]): string =>
  ofKind(manifests, "ConfigMap")[0]?.data["config.alloy"] ?? "";

/** The node's path that is mounted at the same one in the pod; undefined when none is. */
function hostPath(manifests: readonly Manifest[], path: string) {
  const { volumes = [], containers } = podOf(manifests) ?? {};
  const mount = containers?.[0].volumeMounts.find((one: Record<string, unknown>) => one.mountPath === path);
  const volume = volumes.find((one: Record<string, unknown>) => one.name === mount?.name);
  return volume?.hostPath?.path === path ? { readOnly: mount.readOnly === true } : undefined;
}

export const alloyFacts: readonly Fact[] = [
  {
    fact: "each reads the pods of its own node",
    broken(manifests) {
      const env: readonly Record<string, unknown>[] = containerOf(manifests)?.env ?? [];
      const node = env.find(({ name }) => name === "K8S_NODE_NAME");
      const selector = textOf(manifests).includes('field = "spec.nodeName=" + sys.env("K8S_NODE_NAME")');
      return differs([selector, node?.valueFrom], [true, { fieldRef: { fieldPath: "spec.nodeName" } }]);
    },
  },
  {
    fact: "it sees what containers write and the journal, and changes neither",
    broken: (manifests) =>
      differs(
        ["/var/log/pods", "/var/log/journal"].map((path) => [
          textOf(manifests).includes(`"${path}`),
          hostPath(manifests, path),
        ]),
        [
          [true, { readOnly: true }],
          [true, { readOnly: true }],
        ],
      ),
  },
  {
    fact: "how far it has read is kept on the node",
    broken(manifests) {
      const path = argsOf(manifests)
        .find((arg) => arg.startsWith("--storage.path="))
        ?.slice("--storage.path=".length);
      return differs(hostPath(manifests, path ?? ""), { readOnly: false });
    },
  },
  {
    fact: "pods choose among the classes that Loki knows, and have the platform's otherwise",
    broken(manifests, { config }) {
      const classes = /_log_retention"\]\n\s+regex +=\s"\((.+)\)"/.exec(textOf(manifests))?.[1];
      const otherwise = /target_label = "retention"\n\s+replacement +=\s"(.+)"/.exec(textOf(manifests))?.[1];
      return differs(
        [classes, otherwise],
        [Object.keys(RETENTION_CLASSES).join("|"), config.addons.loki.retention],
      );
    },
  },
  {
    fact: "what is taken out of lines in JSON makes no stream",
    broken(manifests) {
      const text = textOf(manifests);
      const [, json = ""] =
        /stage\.match \{\n\s+selector = "\{format=\\"json\\"\}"([\s\S]+?)\n {2}\}/.exec(text) ?? [];
      const [, dropped = ""] = /stage\.label_drop \{\n\s+values = (.+)\n/.exec(text) ?? [];
      const stages = [...json.matchAll(/stage\.([a-z_]+)/g)].map(([, stage]) => stage);
      return differs([stages, dropped], [["json", "structured_metadata"], '["filename", "format"]']);
    },
  },
  {
    fact: "it runs on every node",
    broken: (manifests) => differs(podOf(manifests)?.tolerations, [{ operator: "Exists" }]),
  },
  {
    fact: "it may see pods and nothing else of the cluster",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "ClusterRole").flatMap(({ rules }) => rules),
        ["list", "watch"].map((verb) => ({ apiGroups: [""], resources: ["pods"], verbs: [verb] })),
      ),
  },
  {
    fact: "it has no address but its pods'",
    broken(manifests) {
      const { hostNetwork } = podOf(manifests) ?? {};
      const ports: readonly Record<string, unknown>[] = containerOf(manifests)?.ports ?? [];
      return differs(
        [ofKind(manifests, "Service").length, hostNetwork, ports.filter(({ hostPort }) => hostPort).length],
        [0, undefined, 0],
      );
    },
  },
  {
    fact: "nobody else is told of the installation",
    broken: (manifests) => differs(argsOf(manifests).includes("--disable-reporting"), true),
  },
];
