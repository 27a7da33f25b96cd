import type { Fact, Manifest } from "../facts.ts";
import { FIRST_TAINTS } from "../placement.ts";

const config = (manifests: readonly Manifest[]): Readonly<Record<string, string>> =>
  manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "cilium-config")?.data ??
  {};

const pods = (manifests: readonly Manifest[]) =>
  manifests.flatMap((manifest) => {
    const template = manifest.spec?.jobTemplate?.spec.template ?? manifest.spec?.template;
    return template?.spec === undefined ? [] : [{ ...manifest, spec: { template } } as Manifest];
  });

/** A key of Cilium's configuration that must have a value. */
const configured = (key: string, value: string): Fact => ({
  fact: `Cilium's configuration has ${key} = ${value}`,
  broken: (manifests) => {
    const found = config(manifests)[key];
    return found === value ? undefined : `it is ${found}`;
  },
});

export const ciliumFacts: readonly Fact[] = [
  configured("kube-proxy-replacement", "true"),
  {
    fact: "pods get addresses from k3s's own pod network, a /24 for each node",
    broken: (manifests, input) => {
      const { "cluster-pool-ipv4-cidr": range, "cluster-pool-ipv4-mask-size": size } = config(manifests);
      const wanted = input.config.k3s.cluster_cidr;
      return range === wanted && size === "24" ? undefined : `${range} with /${size}, not ${wanted} with /24`;
    },
  },
  {
    fact: "agents reach the API where k3s has it on every node",
    broken: (manifests) => {
      const agent = manifests.find(
        ({ kind, metadata }) => kind === "DaemonSet" && metadata.name === "cilium",
      );
      const env: readonly { name: string; value?: string }[] =
        agent?.spec.template.spec.containers[0].env ?? [];
      const found = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"].map(
        (name) => env.find((one) => one.name === name)?.value,
      );
      return found.join(":") === "127.0.0.1:6444" ? undefined : found.join(":");
    },
  },
  {
    fact: "every pod bears a node that nobody has initialised, or nothing would ever start",
    broken: (manifests) => {
      const shy = pods(manifests).filter(({ spec }) => !bears(spec.template.spec.tolerations ?? []));
      return shy.length === 0
        ? undefined
        : shy.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ");
    },
  },
  {
    fact: "the operator runs once",
    broken: (manifests) => {
      const replicas = manifests.find(
        ({ kind, metadata }) => kind === "Deployment" && metadata.name === "cilium-operator",
      )?.spec.replicas;
      return replicas === 1 ? undefined : `${replicas} times`;
    },
  },
];

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
}

const bears = (tolerations: readonly Toleration[]) =>
  FIRST_TAINTS.every((taint) =>
    tolerations.some(({ key, operator }) => (key === undefined || key === taint) && operator === "Exists"),
  );
