import { parseCidr, parseIpv4 } from "../../../platform/config/ipv4.ts";

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
}

export interface NetworkPolicy {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** A pod, or an address that is none's. */
export type End = { readonly namespace: string; readonly labels: Labels } | { readonly address: string };

/**
 * Whether Kubernetes' policies let one end open a TCP port of another. Expressions are all `In`, and a namespace's only label is
 * its name. https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function mayConnect(policies: readonly NetworkPolicy[], from: End, to: End, port: number): boolean {
  return passes(policies, "Egress", from, to, port) && passes(policies, "Ingress", to, from, port);
}

function passes(
  policies: readonly NetworkPolicy[],
  type: "Ingress" | "Egress",
  pod: End,
  other: End,
  port: number,
): boolean {
  if ("address" in pod) return true;
  const mine = policies.filter(
    ({ kind, metadata, spec }) =>
      kind === "NetworkPolicy" &&
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(type) &&
      selects(spec.podSelector, pod.labels),
  );
  const rules = mine.flatMap(({ spec }) => (type === "Ingress" ? spec.ingress : spec.egress) ?? []);
  return (
    mine.length === 0 ||
    rules.some(
      ({ from, to, ports }) =>
        (ports === undefined || ports.some((each) => each.port === port && each.protocol !== "UDP")) &&
        (from ?? to)?.some((peer) => matches(peer, other, pod.namespace)) !== false,
    )
  );
}

function matches({ podSelector, namespaceSelector, ipBlock }: Peer, end: End, namespace: string): boolean {
  if ("address" in end) return ipBlock !== undefined && inBlock(ipBlock, end.address);
  // No CIDR is a pod, to Cilium.
  if (ipBlock !== undefined) return false;
  const there =
    namespaceSelector === undefined
      ? end.namespace === namespace
      : selects(namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  return there && (podSelector === undefined || selects(podSelector, end.labels));
}

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""));

function inBlock({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, address: string): boolean {
  const number = parseIpv4(address) ?? Number.NaN;
  const within = (block: string) => {
    const range = parseCidr(block);
    return range !== undefined && range.first <= number && number <= range.last;
  };
  return within(cidr) && !except.some(within);
}
