import type { Fact, Manifest } from "../facts.ts";
import { FIRST_TAINTS } from "../placement.ts";
import { CLOUDSTACK_SECRET } from "./cloud-config.ts";

const deployment = (manifests: readonly Manifest[]) => manifests.find(({ kind }) => kind === "Deployment");

const podOf = (manifests: readonly Manifest[]) => deployment(manifests)?.spec.template.spec;

const flag = (manifests: readonly Manifest[], name: string): string | undefined =>
  podOf(manifests)
    ?.containers[0].args.find((arg: string) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3);

interface RbacRule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What the render of the CCM's chart must show. */
export const cloudstackCcmFacts: readonly Fact[] = [
  {
    fact: "no account of its may delete a Node, and the controller that would is off",
    broken: (manifests) => {
      const controllers = flag(manifests, "controllers");
      if (controllers !== "cloud-node,service") return `--controllers=${controllers}`;
      const rules: RbacRule[] = manifests.flatMap(({ rules = [] }) => rules);
      const deletes = rules.find(
        ({ resources, verbs }) =>
          resources.some((resource) => ["*", "nodes"].includes(resource)) &&
          verbs.some((verb) => ["*", "delete", "deletecollection"].includes(verb)),
      );
      return deletes === undefined ? undefined : JSON.stringify(deletes);
    },
  },
  {
    fact: "it starts on a server that nothing has initialised, and finds CloudStack without CoreDNS",
    broken: (manifests) => {
      const { dnsPolicy, tolerations = [] } = podOf(manifests) ?? {};
      const missing = FIRST_TAINTS.filter(
        (taint) => !tolerations.some(({ key }: { readonly key: string }) => key === taint),
      );
      if (missing.length > 0) return `no toleration of ${missing.join(", ")}`;
      return dnsPolicy === "Default" ? undefined : `dnsPolicy ${dnsPolicy}`;
    },
  },
  {
    fact: "it reads the platform's own Secret",
    broken: (manifests) => {
      const mounted = podOf(manifests)?.volumes?.map(
        ({ secret }: { readonly secret?: { readonly secretName: string } }) => secret?.secretName,
      );
      return mounted?.includes(CLOUDSTACK_SECRET) ? undefined : JSON.stringify(mounted);
    },
  },
  {
    fact: "one of several works, and one alone waits for no lease",
    broken: (manifests, { config }) => {
      const replicas = deployment(manifests)?.spec.replicas;
      const wanted = config.control_plane_count > 1 ? 2 : 1;
      const elects = flag(manifests, "leader-elect");
      return replicas === wanted && elects === String(wanted > 1)
        ? undefined
        : `${replicas} replicas, --leader-elect=${elects}`;
    },
  },
];
