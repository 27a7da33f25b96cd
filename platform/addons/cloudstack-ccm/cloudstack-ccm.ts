import type { Addon } from "../addon.ts";
import { CLOUDSTACK_SECRET, cloudstackSecret } from "./cloud-config.ts";
import { cloudstackCcmFacts } from "./cloudstack-ccm.facts.ts";

const NAME = "cloudstack-ccm";

/**
 * Takes the taint `uninitialized` off new nodes, gives them their addresses and zone, and makes load balancers of Services.
 * Until it has run no other pod starts but Cilium's, not even CoreDNS.
 */
export const cloudstackCcm: Addon = {
  name: NAME,
  purpose: "nodes known to CloudStack, load balancers for Services",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: { folder: NAME },
  looksAfter: ["services"],
  needs: [],
  reachesCloudStack: true,
  timeout: 300,
  secrets: (config, facts) => [cloudstackSecret(config, facts?.projectId, config.addons[NAME])],
  facts: cloudstackCcmFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    secretName: CLOUDSTACK_SECRET,
    ...(secretRevision === undefined ? {} : { secretRevision }),
    ...(config.control_plane_count > 1 ? { replicas: 2 } : {}),
  }),
};
