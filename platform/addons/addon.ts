import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Alert } from "./alert.ts";
import type { Chart } from "./charts.ts";
import type { Fact } from "./facts.ts";
import type { ScrapeTarget } from "./metrics.ts";
import type { SecretVariable } from "./secret-variables.ts";

/** What an addon's values may depend on. */
export interface AddonInput {
  readonly config: PlatformConfig;
  readonly facts: PlatformFacts;
  /** Those that are on, this one included. */
  readonly addons: readonly Addon[];
}

/** What only Terraform knows, as expressions that it fills in. */
export interface PlatformFacts {
  /** The reserved public address of the apps. */
  readonly ingressAddress: string;
  /** Id of the project that platform.toml gives by name; undefined when it gives the id or none. */
  readonly projectId?: string;
  /** Changes whenever a Secret of the addon that is asked for its values does; undefined when it has none. */
  readonly secretRevision?: string;
}

/** A Kubernetes Secret in the addon's namespace, made of sensitive Terraform variables; charts get its name. */
export interface AddonSecret {
  readonly name: string;
  /** By which those find it that are not given its name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** By key, each a text around variables: `secretText` makes one. */
  readonly data: Readonly<Record<string, SecretText>>;
}

/**
 * A text with secrets in it: strings, and in turn the names of sensitive variables and of passwords that Terraform makes
 * once and keeps in its state, or their hashes.
 */
export type SecretText = readonly (
  | string
  | { readonly variable: SecretVariable }
  | { readonly generated: string; readonly as?: "bcrypt" }
)[];

/**
 * How strictly pods are held in the addon's namespace: the strictest level that all of them bear.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurity = "privileged" | "baseline" | "restricted";

/** A cluster-wide capability, installed as one Helm release in its own namespace: data and one pure function. */
export interface Addon {
  /** Also the release's name and the key in `[addons]`. */
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** The profile that turns it on; without one it is on when platform.toml names it. */
  readonly profile?: "lite";
  /** Kubernetes namespace. */
  readonly namespace: string;
  /** Why the namespace is another addon's or Kubernetes' own, where the chart requires that. */
  readonly sharedNamespace?: string;
  /** Required unless the namespace is shared. */
  readonly podSecurity?: PodSecurity;
  readonly chart: Chart;
  /**
   * Custom resource definitions that get a release of their own, which upgrades them and leaves them when it goes. "apart":
   * those in the chart's `crds/` folder, which Helm never upgrades. A template of the chart's (`templates/crds.yaml`):
   * those that it renders by default and would delete with the release; `values` turn it off.
   */
  readonly crds?: "apart" | { readonly template: string };
  /**
   * What it looks after for others: API groups, where `*.` stands for any group below, single ones as
   * `<plural>.<group>`, or `persistentvolumes` and `services`. A
   * plan does not remove it; `loco addons remove` lets it go when there are no such objects but the platform's own.
   */
  readonly looksAfter?: readonly string[];
  /** Images that it runs later and its render does not name, in words: a mirror must get them by hand. */
  readonly laterImages?: string;
  /** Addons that must be on, and ready before this one is installed. */
  readonly needs: readonly string[];
  /** Addons that must be ready before this one is installed if they are on. Default: the network and the nodes. */
  readonly after?: readonly string[];
  /** How long it goes on after those that come after it are gone, in seconds: what they leave behind is work of its. */
  readonly lingers?: number;
  /** How long the release may take until everything in it is ready, in seconds. */
  readonly timeout: number;
  /** Its pods serve whoever connects, so only the platform's own may (addon network-policies). */
  readonly internal?: true;
  /** Its pods connect to where somebody else says, and hand on the answer: they are kept from `internal` ones. */
  readonly forwards?: true;
  /** Its pods use CloudStack's API. */
  readonly reachesCloudStack?: true;
  readonly secrets?: (config: PlatformConfig, facts?: PlatformFacts) => readonly AddonSecret[];
  /** What the chart's render must show with these values; checked by `loco charts verify`. */
  readonly facts?: readonly Fact[];
  /** What vmagent reads of it. */
  readonly metrics?: readonly ScrapeTarget[];
  /** What vmalert watches of it. */
  readonly alerts?: readonly Alert[];
  /** The release's values. Pure: the same input gives the same values. */
  readonly values: (input: AddonInput) => Readonly<Record<string, unknown>>;
}
