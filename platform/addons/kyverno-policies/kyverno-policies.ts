import type { Addon } from "../addon.ts";
import { kyverno } from "../kyverno/kyverno.ts";
import { platformNamespaces } from "../kyverno/platform-namespaces.ts";
import { optional } from "../optional.ts";
import { kyvernoPoliciesFacts } from "./kyverno-policies.facts.ts";

const NAME = "kyverno-policies";

/** A few policies to begin with. They report what breaks them; those that platform.toml names refuse it. */
export const kyvernoPolicies: Addon = {
  name: NAME,
  purpose: "policies to begin with: images, resources, probes, rights of pods",
  namespace: kyverno.namespace,
  sharedNamespace: "its policies are the cluster's; none of them is in a namespace",
  chart: { folder: NAME },
  needs: [kyverno.name],
  timeout: 120,
  facts: kyvernoPoliciesFacts,
  values: ({ config, addons }) => {
    const { enforce } = optional(config, NAME);
    return {
      ...(enforce.length === 0 ? {} : { enforce: enforce.toSorted() }),
      excludedNamespaces: platformNamespaces(addons),
    };
  },
};
