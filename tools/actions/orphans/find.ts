import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import type { CloudstackClient } from "../../cloudstack/client.ts";
import { connectCloudstack } from "../../cloudstack/connect.ts";
import { findPlace } from "../../cloudstack/place.ts";
import { openStack, type Stack } from "../stack/stack.ts";
import { classify } from "./classify.ts";
import { type Cluster, connectCluster } from "./cluster.ts";
import type { Findings } from "./finding.ts";
import { takeInventory } from "./inventory.ts";
import { platformNames } from "./names.ts";
import { type Recorded, recordedObjects } from "./recorded.ts";

/** A platform whose state can be read and whose CloudStack can be asked. */
export interface OrphanSearch {
  readonly config: PlatformConfig;
  readonly client: CloudstackClient;
  readonly stack: Pick<Stack, "record" | "requireUnlocked">;
  /** Makes the connection to the cluster of a kubeconfig. */
  readonly connect: (kubeconfig: string) => Cluster;
}

/** What was found, and what it was compared with. */
export interface SearchResult extends Findings {
  readonly state: Recorded["state"];
  /** Set when the orphans may be a platform that runs: why. */
  readonly doubt?: string;
}

/**
 * Opens what a search needs. The stack is synthesised, so that the state that is read is the one that platform.toml names.
 *
 * @throws LocoError CONFIG_INVALID, CONFIG_MISSING, CLOUDSTACK_ACCESS, TOOL_MISSING
 */
export async function openSearch(
  projectDir: string,
  env: Readonly<Partial<Record<string, string>>>,
): Promise<OrphanSearch> {
  const { config } = requirePlatform(projectDir, env.LOCO_ENV);
  const client = connectCloudstack(env);
  const stack = await openStack(projectDir, env);
  await stack.synth();
  return { config, client, stack, connect: connectCluster };
}

/**
 * Compares CloudStack with state. CloudStack is asked first: what an apply makes meanwhile is then in neither list or in
 * state, and never looks left over. A state that is locked or cannot be read is an error: nothing would be known of it.
 *
 * @throws LocoError STATE_LOCKED, STATE_UNREADABLE, TOOL_FAILED, CLOUDSTACK_ACCESS, CLOUDSTACK_FAILED, CLOUDSTACK_UNREACHABLE
 */
export async function findOrphans({ config, client, stack }: OrphanSearch): Promise<SearchResult> {
  await stack.requireUnlocked();
  const inventory = await takeInventory(client.call, await findPlace(client.call, config.cloudstack));
  await stack.requireUnlocked();
  const recorded = recordedObjects(await stack.record());
  const managesEgress = config.network.egress_default === "deny";
  const findings = classify({ inventory, names: platformNames(config), recorded, managesEgress });
  const doubt = doubtAbout(findings, recorded);
  return { ...findings, state: recorded.state, ...(doubt === undefined ? {} : { doubt }) };
}

/**
 * Why orphans may be a living platform whose state is lost or is another one. Deleting that is worse than any leftover, and
 * Terraform makes the network first and deletes it last: machines without a network in state are not what an apply left.
 */
function doubtAbout({ orphans }: Findings, recorded: Recorded): string | undefined {
  if (orphans.length === 0) return undefined;
  const machines = orphans.filter(({ kind }) => kind === "machine").length;
  if (recorded.state === "none")
    return "there is no state: either nothing was ever deployed, or the state was lost";
  if (recorded.networkIds.size === 0 && machines > 0) {
    return "there are machines, but the state has no network: it may be the state of another environment, or an old one";
  }
  return undefined;
}
