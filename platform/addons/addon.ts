import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** What an addon's values may depend on. */
export interface AddonInput {
  readonly config: PlatformConfig;
}

/** A cluster-wide capability, installed as one Helm release in its own namespace: data and one pure function. */
export interface Addon {
  /** Also the release's name and the key in `[addons]`. */
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** Kubernetes namespace. */
  readonly namespace: string;
  /** Why the namespace is shared with others, where the chart requires that. */
  readonly sharedNamespace?: string;
  readonly chart: {
    /** Helm repository's URL, `oci://` included. */
    readonly repository: string;
    readonly name: string;
    /** Exact version. */
    readonly version: string;
  };
  /** Addons that must be ready before this one is installed. */
  readonly needs: readonly string[];
  /** How long the release may take until everything in it is ready, in seconds. */
  readonly timeout: number;
  /** The release's values. Pure: the same input gives the same values. */
  readonly values: (input: AddonInput) => Readonly<Record<string, unknown>>;
}
