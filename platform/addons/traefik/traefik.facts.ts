import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { differs, type Fact, type Manifest } from "../facts.ts";

const named = (manifests: readonly Manifest[], wanted: string, name = "traefik"): Manifest | undefined =>
  manifests.find(({ kind, metadata }) => kind === wanted && metadata.name === name);

const serviceOf = (manifests: readonly Manifest[]): Manifest | undefined =>
  manifests.find(({ kind, spec }) => kind === "Service" && spec.type === "LoadBalancer");

const podOf = (manifests: readonly Manifest[]) => named(manifests, "Deployment")?.spec.template.spec;

const flagsOf = (manifests: readonly Manifest[]): readonly string[] =>
  podOf(manifests)?.containers[0].args ?? [];

/** An argument of Traefik's by its name, without dashes: its value, `true` for a bare one. */
function flag(manifests: readonly Manifest[], name: string): string | undefined {
  const found = flagsOf(manifests).find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return found === undefined ? undefined : (found.split("=", 2)[1] ?? "true");
}

const ENTRY_POINTS = ["web", "websecure"];

const acceptedFrom = ({
  ingress_proxy_protocol_enabled: enabled,
  ingress_proxy_protocol_trusted_ips: trusted,
}: PlatformConfig): string | undefined => {
  if (!enabled) return undefined;
  return trusted.length === 0 ? "anywhere" : trusted.join(",");
};

const seconds = (duration: string | undefined) => Number(/^(\d+)s$/.exec(duration ?? "")?.[1]);

export const traefikFacts: readonly Fact[] = [
  {
    fact: "its Service has the reserved address, and lets in whom the platform lets in",
    broken: (manifests, { config, facts }) => {
      const { loadBalancerIP, loadBalancerSourceRanges } = serviceOf(manifests)?.spec ?? {};
      return differs(
        [loadBalancerIP, loadBalancerSourceRanges],
        [facts.ingressAddress, config.ingress_allowed_cidrs],
      );
    },
  },
  {
    fact: "CloudStack's end and both of Traefik's agree on the PROXY protocol",
    broken: (manifests, { config }) => {
      const sent =
        serviceOf(manifests)?.metadata.annotations?.[
          "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol"
        ];
      const accepted = ENTRY_POINTS.map((name) =>
        flag(manifests, `entryPoints.${name}.proxyProtocol.insecure`) === "true"
          ? "anywhere"
          : flag(manifests, `entryPoints.${name}.proxyProtocol.trustedIPs`),
      );
      const wanted = acceptedFrom(config);
      return differs([sent, ...accepted], [wanted && "true", wanted, wanted]);
    },
  },
  {
    fact: "Ingresses are given the address of its Service",
    broken: (manifests) => {
      const { namespace, name } = serviceOf(manifests)?.metadata ?? {};
      return differs(
        flag(manifests, "providers.kubernetesingress.ingressendpoint.publishedservice"),
        `${namespace}/${name}`,
      );
    },
  },
  {
    fact: "HTTP is sent on to HTTPS for good, but for routes that ask for HTTP",
    broken: (manifests) =>
      differs(
        [
          ...["to", "permanent", "priority"].map((name) => `web.http.redirections.entryPoint.${name}`),
          "web.asDefault",
          "websecure.asDefault",
        ].map((name) => flag(manifests, `entryPoints.${name}`)),
        [":443", "true", "1", undefined, "true"],
      ),
  },
  {
    fact: "a path's route has what lies below the path, and not what begins like it",
    broken: (manifests) =>
      differs(flag(manifests, "providers.kubernetesingress.strictPrefixMatching"), "true"),
  },
  {
    fact: "a pod is given the time that its requests are given",
    broken: (manifests) => {
      const given: number = podOf(manifests)?.terminationGracePeriodSeconds;
      const taken = ENTRY_POINTS.map((name) =>
        ["requestAcceptGraceTimeout", "graceTimeOut"]
          .map((step) => seconds(flag(manifests, `entryPoints.${name}.transport.lifeCycle.${step}`)))
          .reduce((sum, step) => sum + step, 0),
      );
      return taken.every((time) => time < given) ? undefined : `${taken.join(" and ")} of ${given} seconds`;
    },
  },
  {
    fact: "its IngressClass is the default one",
    broken: (manifests) =>
      differs(
        named(manifests, "IngressClass")?.metadata.annotations?.[
          "ingressclass.kubernetes.io/is-default-class"
        ],
        "true",
      ),
  },
  {
    fact: "there is neither dashboard nor API",
    broken: (manifests) => flagsOf(manifests).find((arg) => arg.startsWith("--api")),
  },
  {
    fact: "no header and no query string is logged",
    broken: (manifests, { config }) =>
      config.addons.traefik.access_log
        ? differs(
            ["headers", "queryparameters"].map((part) =>
              flag(manifests, `accesslog.fields.${part}.defaultmode`),
            ),
            ["drop", "drop"],
          )
        : flag(manifests, "accesslog"),
  },
];
