import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { KEEP } from "../kept-definitions.ts";
import { bearsServers } from "../placement.ts";
import { PLATFORM_LABEL } from "../platform-label.ts";
import { kyvernoFacts } from "./kyverno.facts.ts";
import { platformNamespaces } from "./platform-namespaces.ts";

const NAME = "kyverno";

/**
 * Checks, changes and generates objects by policies; which, the addon kyverno-policies and app teams say.
 *
 * It makes its webhooks and their certificates itself, when it starts: they are in no render.
 */
export const kyverno: Addon = {
  name: NAME,
  purpose: "policies: what may run, what is changed, what comes with it",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  // Policies may call any URL and hand on the answer.
  forwards: true,
  looksAfter: ["kyverno.io", "policies.kyverno.io"],
  needs: [],
  timeout: 300,
  facts: kyvernoFacts,
  values: ({ config, addons }) => ({
    crds: {
      annotations: KEEP,
      // After an upgrade, a Job writes policies anew in the version that is stored.
      migration: { podResources: { limits: { cpu: null } } },
    },
    // Half of the definitions are of this chart, which reads a key of its own.
    "kyverno-api": { annotations: KEEP },
    // Whoever's policy it is, and whatever it says: a cluster whose Kyverno is away still starts pods, Kyverno's too.
    features: { forceFailurePolicyIgnore: { enabled: true } },
    config: { webhooks: { namespaceSelector: exceptFor(addons) } },
    // Before it goes, Jobs would have to run, with an image from elsewhere: a cluster in trouble could not be rid of it. It
    // deletes its webhooks when it ends; should some stay, they let everything through but policies.
    webhooksCleanup: { enabled: false },
    // Nothing is deleted because a policy says so.
    cleanupController: { enabled: false },
    ...controllers(config),
    ...(appNodeCount(config) === 0 ? { global: { tolerations: [bearsServers] } } : {}),
  }),
};

/** By their names; and by the platform's label where a policy keeps everybody else from setting it. */
const exceptFor = (addons: readonly Addon[]) => ({
  matchExpressions: [
    { key: "kubernetes.io/metadata.name", operator: "NotIn", values: platformNamespaces(addons) },
    ...(addons.some(({ name }) => name === "kyverno-policies")
      ? [{ key: PLATFORM_LABEL, operator: "DoesNotExist" }]
      : []),
  ],
});

/** The chart asks for 100m CPU for each of them, and sets no limit of it. */
const sized = (memoryLimit: string) => ({
  resources: { requests: { cpu: "10m" }, limits: { memory: memoryLimit } },
});

const controllers = ({ control_plane_count }: PlatformConfig) => ({
  admissionController: {
    // https://kyverno.io/docs/guides/high-availability/: three of it, so that one may be away while another is replaced.
    ...(control_plane_count > 1 ? { replicas: 3 } : {}),
    container: sized("512Mi"),
    initContainer: { resources: { limits: { cpu: null } } },
  },
  backgroundController: sized("256Mi"),
  // It goes through all objects that policies match: the chart's limit, 128 MiB, is for few.
  reportsController: sized("512Mi"),
});
