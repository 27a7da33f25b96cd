import type { Addon } from "../addon.ts";
import { destroyGuardFacts } from "./destroy-guard.facts.ts";
import { GUARDED } from "./guarded.ts";
import { KUBERNETES_NAMESPACES, platformNamespaces } from "./own-namespaces.ts";

const NAME = "destroy-guard";

/** Lets the API server refuse to delete {@link GUARDED}, which goes first when a platform is destroyed. */
export const destroyGuard: Addon = {
  name: NAME,
  purpose: "refuses to destroy a platform that is in use",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: { folder: NAME },
  needs: [],
  // It has no pods, and must know a new addon's namespace before that is there.
  after: [],
  timeout: 120,
  facts: destroyGuardFacts,
  values: ({ addons }) => ({
    guarded: GUARDED,
    kubernetes: KUBERNETES_NAMESPACES,
    platform: platformNamespaces(addons),
  }),
};
