import { tagsOf } from "../../../platform/cluster/ownership.ts";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";

/** How the platform's objects are called; `platform/cluster` gives them these names. */
export interface PlatformNames {
  readonly platform: string;
  readonly affinityGroup: string;
  readonly affinityDescription: string;
  readonly balancerRule: string;
  readonly networkText: string;
  /** Whether a machine may be a node of some generation, of a slot that exists or existed. */
  readonly isNode: (name: string) => boolean;
  /** Whether a node's name is that of a server. */
  readonly isServer: (name: string) => boolean;
  /** Whose an object is by its tag: the platform's, another one's by its name, or nobody's. */
  readonly ownerByTag: (tags: Readonly<Record<string, string>>) => { readonly platform: string } | undefined;
}

/** The names of a platform. A name alone proves little: `acme-2-cp-1-g1` is a node of `acme-2`, not of `acme`. */
export function platformNames(config: PlatformConfig): PlatformNames {
  const { name } = config;
  const [tag = ""] = Object.keys(tagsOf(config));
  const node = new RegExp(`^${name}-(cp|[a-z]([a-z0-9-]{0,18}[a-z0-9])?)-[1-9][0-9]*-g[1-9][0-9]*$`);
  return {
    platform: name,
    affinityGroup: `${name}-control-plane`,
    affinityDescription: `Servers of Loco platform ${name}`,
    balancerRule: `${name}-api`,
    networkText: `Loco platform ${name}`,
    isNode: (text) => node.test(text),
    isServer: (text) => node.test(text) && text.startsWith(`${name}-cp-`),
    ownerByTag: (tags) => (tags[tag] === undefined ? undefined : { platform: tags[tag] }),
  };
}
