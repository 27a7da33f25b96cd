import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";
import { traefikAlerts } from "./traefik.alerts.ts";
import { traefikFacts } from "./traefik.facts.ts";

const NAME = "traefik";

/** Read by the CloudStack CCM. https://github.com/apache/cloudstack-kubernetes-provider#load-balancer */
const PROXY_PROTOCOL = "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol";

/**
 * The CCM cannot change a rule's protocol: it makes the new rule before it deletes the old, and CloudStack takes no second
 * one on a port. A Service of another name leaves with its rules, after which the new one's are made.
 * https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.2.0/cloudstack_loadbalancer.go#L163 (the protocol is
 * part of the rule's name)
 */
const DIRECT = "traefik-direct";

/**
 * The ingress controller. CloudStack's load balancer hands it TCP on node ports; it terminates TLS with each app's
 * certificate.
 */
export const traefik: Addon = {
  name: NAME,
  purpose: "ingress: HTTP and HTTPS from the platform's address to apps",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  crds: "apart",
  forwards: true,
  // Helm waits for its Service's address, which nobody else gives it.
  looksAfter: ["traefik.io", "ingresses.networking.k8s.io"],
  needs: ["cloudstack-ccm"],
  timeout: 600,
  facts: traefikFacts,
  metrics: [{ job: NAME, pods: { "app.kubernetes.io/name": NAME }, port: "metrics", keep: ["traefik_.+"] }],
  alerts: traefikAlerts,
  values: ({ config, facts }) => ({
    service: {
      ...(config.ingress_proxy_protocol_enabled
        ? { annotations: { [PROXY_PROTOCOL]: "true" } }
        : { nameOverride: DIRECT }),
      spec: {
        loadBalancerIP: facts.ingressAddress,
        // The CCM opens the address's firewall to these. Neither Cilium nor kube-proxy applies them to node ports, where
        // every connection comes from the virtual router.
        // https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/#loadbalancer-source-ranges-checks
        loadBalancerSourceRanges: config.ingress_allowed_cidrs,
        // externalTrafficPolicy stays Cluster: the virtual router is the peer in any case, and with Local it would send
        // to nodes without a pod until its health check notices.
      },
    },
    ports: { web: web(config), websecure: websecure(config) },
    ...placement(config),
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    // Apps give way to it on a full node.
    priorityClassName: "system-cluster-critical",
    // Neither dashboard nor API. The chart's own switch leaves the API on, for any IngressRoute to publish.
    api: null,
    providers: {
      kubernetesCRD: { defaultTLSResourcesNamespace: NAME },
      kubernetesIngress: {
        // Else what is for /admin has /administrator as well, against what Kubernetes says of Prefix.
        strictPrefixMatching: true,
        // The chart looks for the name that it gives the Service itself.
        ...(config.ingress_proxy_protocol_enabled
          ? {}
          : { publishedService: { pathOverride: `${NAME}/${DIRECT}` } }),
      },
    },
    log: { format: "json", ...logLevel(config.addons.traefik) },
    ...(config.addons.traefik.access_log ? { accessLog: ACCESS_LOG } : {}),
    metrics: { prometheus: { addRoutersLabels: true, service: { enabled: true } } },
    global: { checkNewVersion: false },
  }),
};

const web = (config: PlatformConfig) => ({
  ...entryPoint(config),
  // Routes name it to be served without TLS: what proves a host to an ACME server, and apps that ask for it. All else is
  // redirected, because the redirection gives way to any route.
  http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true, priority: 1 } } },
});

function websecure(config: PlatformConfig) {
  const { transport, ...rest } = entryPoint(config);
  const respondingTimeouts = { readTimeout: `${config.addons.traefik.upload_timeout}s` };
  // Without it, routes that name no entry point are served on the others, too.
  return { ...rest, asDefault: true, transport: { ...transport, respondingTimeouts } };
}

const entryPoint = ({
  ingress_proxy_protocol_enabled: proxied,
  ingress_proxy_protocol_trusted_ips: trusted,
}: PlatformConfig) => ({
  // A connection without a header is served as well: those from inside the cluster skip the load balancer.
  // https://github.com/kubernetes/kubernetes/issues/66607
  ...(proxied ? { proxyProtocol: trusted.length === 0 ? { insecure: true } : { trustedIPs: trusted } } : {}),
  // A pod that ends goes on accepting until every node has heard of it, then ends what it has begun; both within the
  // chart's 60 seconds.
  transport: { lifeCycle: { requestAcceptGraceTimeout: "10s", graceTimeOut: "40s" } },
});

/** It runs where apps run; as long as there is no such node, on the servers. */
function placement(config: PlatformConfig): Readonly<Record<string, unknown>> {
  const nodes = appNodeCount(config);
  const replicas = config.addons.traefik.replicas ?? Math.min(Math.max(nodes, 1), 2);
  return {
    ...(nodes === 0 ? { tolerations: [bearsServers] } : {}),
    ...(replicas > 1 ? severalPods(replicas) : {}),
  };
}

const severalPods = (replicas: number) => ({
  deployment: { replicas },
  podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
  topologySpreadConstraints: spreadOverNodes({ "app.kubernetes.io/name": NAME }),
});

const logLevel = ({ log_level: level }: PlatformConfig["addons"]["traefik"]) =>
  level === "info" ? {} : { level: level.toUpperCase() };

const ACCESS_LOG = { enabled: true, format: "json", fields: { queryParameters: { defaultMode: "drop" } } };
