import { FatalError } from "./log.ts";

/** Labels in Kubernetes' own namespaces that a kubelet may set on itself. @see k8s.io/kubelet/pkg/apis/well_known_labels.go */
const kubeletLabels: readonly string[] = [
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "kubernetes.io/arch",
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
];
const kubeletNamespaces: readonly string[] = ["kubelet.kubernetes.io", "node.kubernetes.io"];

function within(namespace: string, parent: string): boolean {
  return namespace === parent || namespace.endsWith(`.${parent}`);
}

function namespaceOf(key: string): string {
  const slash = key.indexOf("/");
  return slash < 0 ? "" : key.slice(0, slash);
}

function isRefused(key: string): boolean {
  const namespace = namespaceOf(key);
  const reserved = within(namespace, "kubernetes.io") || within(namespace, "k8s.io");
  return reserved && !kubeletLabels.includes(key) && !kubeletNamespaces.some((one) => within(namespace, one));
}

const part = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
const dns = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";
const qualifiedName = new RegExp(`^(?:${dns}/)?${part}$`);
const labelValue = new RegExp(`^(?:${part})?$`);

/**
 * The labels of `node-label`, each `key=value`.
 *
 * Refuses, with the kubelet's words, labels in `kubernetes.io` and `k8s.io` that a kubelet may not give itself,
 * such as `node-role.kubernetes.io/worker` (ValidateKubeletFlags in cmd/kubelet/app/options/options.go).
 */
export function parseLabels(items: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const item of items) {
    const [key = "", value = ""] = splitOnce(item, "=");
    labels[key] = value;
  }
  const refused = Object.keys(labels).filter(isRefused).sort();
  if (refused.length > 0) {
    throw new FatalError(
      `kubelet exited: failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [${refused.join(" ")}]\n` +
        `--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (${kubeletNamespaces.join(", ")}) or be in the specifically allowed set (${kubeletLabels.join(", ")})`,
    );
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!qualifiedName.test(key) || !labelValue.test(value)) {
      throw new FatalError(
        `kubelet exited: failed to validate kubelet flags: invalid labels: '${key}=${value}'`,
      );
    }
  }
  return labels;
}

/** A taint as the Node API has it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** The taints of `node-taint`, each `key[=value]:effect` (ParseTaints in k8s.io/kubernetes/pkg/util/taints). */
export function parseTaints(items: readonly string[]): Taint[] {
  return items.map((item) => {
    const [body = "", effect = ""] = splitOnce(item, ":");
    const [key = "", value] = splitOnce(body, "=");
    if (effect !== "NoSchedule" && effect !== "PreferNoSchedule" && effect !== "NoExecute") {
      throw new FatalError(
        `invalid taint effect: ${effect}, unsupported taint effect in node-taint '${item}'`,
      );
    }
    if (!qualifiedName.test(key) || !labelValue.test(value ?? "")) {
      throw new FatalError(`invalid taint spec: ${item}`);
    }
    return value === undefined ? { key, effect } : { key, value, effect };
  });
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
