import { gatewayOf } from "../../config/topology.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";

const policy = (manifests: readonly Manifest[], name: string) =>
  ofKind(manifests, "CiliumClusterwideNetworkPolicy").find(({ metadata }) => metadata.name === name)?.spec;

export const networkPoliciesFacts: readonly Fact[] = [
  {
    fact: "no pod reaches the network's metadata server, and nothing else is taken from it",
    broken: (manifests, { config }) => {
      const { endpointSelector, egressDeny, enableDefaultDeny } = policy(manifests, "metadata-server") ?? {};
      return differs(
        [endpointSelector, egressDeny?.[0].toCIDR[0], enableDefaultDeny],
        [{}, `${gatewayOf(config.network)}/32`, { ingress: false, egress: false }],
      );
    },
  },
  {
    fact: "pods of CloudStack's own addons alone reach its API",
    broken: (manifests, { config, addons }) => {
      const { cloudstack_api_cidrs: cidrs } = config.addons["network-policies"];
      const spec = policy(manifests, "cloudstack-api");
      if (cidrs.length === 0) return differs(spec, undefined);
      const allowed = addons
        .filter(({ reachesCloudStack }) => reachesCloudStack)
        .map(({ namespace }) => namespace);
      const { operator, values } = spec?.endpointSelector.matchExpressions[0] ?? {};
      return differs([operator, values, spec?.egressDeny[0].toCIDR], ["NotIn", allowed.toSorted(), cidrs]);
    },
  },
];
