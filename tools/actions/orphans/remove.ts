import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Ask } from "../../console/ask.ts";
import { type Cluster, clusterOf } from "./cluster.ts";
import { deleteNodesOf, deleteOrphans, deleteServers, type Failure } from "./delete.ts";
import { findOrphans, type OrphanSearch, type SearchResult } from "./find.ts";
import type { Finding } from "./finding.ts";
import { platformNames } from "./names.ts";

/** What became of the orphans. */
export interface Removal {
  readonly deleted: readonly Finding[];
  /** Orphans that are still there, or that appeared meanwhile. */
  readonly left: readonly Finding[];
  readonly failures: readonly Failure[];
}

/** What a person said on the command line. */
export interface Consent {
  /** `--yes` */
  readonly yes: boolean;
  /** `--without-state`: they know that these are leftovers although state cannot tell. */
  readonly withoutState: boolean;
}

/**
 * Makes sure that a person has seen the list and wants it gone; false when they say no. Where the orphans may be a living
 * platform, `--yes` is not enough: the platform's name is to be typed, or `--without-state` given.
 *
 * @throws LocoError NOT_CONFIRMED where nobody can be asked
 */
export async function confirmRemoval(
  platform: string,
  { orphans, doubt }: SearchResult,
  { yes, withoutState }: Consent,
  ask: Ask | undefined,
): Promise<boolean> {
  if (doubt !== undefined && !withoutState) {
    if (ask === undefined) {
      throw new LocoError("NOT_CONFIRMED", `nothing is deleted: ${doubt}`, {
        hint: "these may be a living platform: bring its state back; if they are leftovers, add --yes --without-state",
      });
    }
    return (
      (await ask(`Type the platform's name to delete all of it (${platform}), data included:`)) === platform
    );
  }
  if (yes) return true;
  if (ask === undefined) {
    throw new LocoError("NOT_CONFIRMED", "nothing is deleted without a confirmation", {
      hint: "read the list, then add --yes",
    });
  }
  const count = `${orphans.length} ${orphans.length === 1 ? "object" : "objects"}`;
  return /^y(es)?$/i.test(await ask(`Delete ${count} from CloudStack? [y/N]`));
}

/**
 * Deletes the orphans that a person agreed to, as far as they still are orphans: time has passed since the list was made.
 * Servers that may be members of a living cluster leave it first, one by one, or stay.
 *
 * @param withoutApi the person knows that the cluster is lost, so servers go although its API does not answer
 * @throws LocoError those of {@link findOrphans}; what CloudStack or the cluster refuses is in the result
 */
export async function removeOrphans(
  search: OrphanSearch,
  agreed: readonly Finding[],
  progress: (detail: string) => void,
  withoutApi = false,
): Promise<Removal> {
  const ids = new Set(agreed.map(({ id }) => id));
  const now = await findOrphans(search);
  const wanted = now.orphans.filter(({ id }) => ids.has(id));
  const { run } = search.client;
  const deletion = { run, expunge: search.config.cloudstack.expunge, progress };
  const cluster = await livingCluster(search, now, withoutApi);
  const { isServer } = platformNames(search.config);
  // A machine that could not be deployed never ran, and another one may have its name by now.
  const machines = wanted.filter(({ kind, state }) => kind === "machine" && state !== "Error");
  const members = cluster === undefined ? [] : machines.filter(({ name }) => isServer(name));
  const others = wanted.filter((finding) => !members.includes(finding));
  const kept = cluster === undefined ? [] : await deleteServers(deletion, cluster, members);
  // A cluster that stays needs its way in; without its balancer rule it would look like one that never was.
  const around = kept.length === 0 ? [] : others.filter(({ kind }) => kind !== "machine");
  const rest = others.filter((finding) => !around.includes(finding));
  const failures = [
    ...kept,
    ...around.map((finding) => ({ finding, problem: "kept: the servers that stay may need it" })),
    ...(await deleteOrphans(deletion, rest)),
  ];
  const after = await findOrphans(search);
  const left = new Set(after.orphans.map(({ id }) => id));
  const gone = machines.filter(({ id }) => !left.has(id));
  if (cluster !== undefined && gone.length > 0) await deleteNodesOf(cluster, gone);
  return { deleted: wanted.filter(({ id }) => !left.has(id)), left: after.orphans, failures };
}

/** The cluster that servers have to leave; undefined when there is none, or it is lost by a person's word and silent. */
async function livingCluster(
  { stack, connect }: OrphanSearch,
  { orphans, doubt }: SearchResult,
  withoutApi: boolean,
): Promise<Cluster | undefined> {
  // Where state is in doubt, a person has said of the whole platform, by its name, that it can go.
  const ruleLeft = doubt === undefined && orphans.some(({ kind }) => kind === "balancer rule");
  const cluster = clusterOf(await stack.record(), ruleLeft, connect);
  if (cluster === undefined || !withoutApi) return cluster;
  return cluster.nodes().then(
    () => cluster,
    () => undefined,
  );
}
