import { gatewayOf } from "../../config/topology.ts";
import type { Addon, AddonInput } from "../addon.ts";
import { networkPoliciesFacts } from "./network-policies.facts.ts";

const NAME = "network-policies";

/** Where cloud-init's data sources look when they do not ask the router. */
const LINK_LOCAL = "169.254.169.254";

/** Keep CloudStack's keys, and what knows no users, from apps. */
export const networkPolicies: Addon = {
  name: NAME,
  purpose: "keeps apps from nodes' keys, CloudStack's API, metrics and logs",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: { folder: NAME },
  // Its policies are of Cilium's kinds, which Cilium makes when it starts.
  needs: ["cilium"],
  timeout: 120,
  facts: networkPoliciesFacts,
  values: ({ config, addons }) => ({
    metadata: { addresses: [gatewayOf(config.network), LINK_LOCAL] },
    ...cloudstackApi({ config, addons }),
    ...internal(addons),
  }),
};

function cloudstackApi({ config, addons }: Pick<AddonInput, "config" | "addons">): object {
  const cidrs = config.addons[NAME].cloudstack_api_cidrs;
  const allowed = namespacesOf(addons.filter(({ reachesCloudStack }) => reachesCloudStack));
  return cidrs.length === 0 ? {} : { cloudstackApi: { cidrs, allowed } };
}

function internal(addons: readonly Addon[]): object {
  const namespaces = namespacesOf(addons.filter((addon) => addon.internal));
  const allowed = namespacesOf(addons.filter(({ forwards }) => !forwards));
  return namespaces.length === 0 ? {} : { internal: { namespaces, allowed } };
}

const namespacesOf = (addons: readonly Addon[]): string[] =>
  [...new Set(addons.map(({ namespace }) => namespace))].sort();
