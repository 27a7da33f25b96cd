import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Ask } from "../../console/ask.ts";
import { deleteOrphans, type Failure } from "./delete.ts";
import { findOrphans, type OrphanSearch, type SearchResult } from "./find.ts";
import type { Finding } from "./finding.ts";

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
 *
 * @throws LocoError those of {@link findOrphans}; what CloudStack refuses is in the result
 */
export async function removeOrphans(
  search: OrphanSearch,
  agreed: readonly Finding[],
  progress: (detail: string) => void,
): Promise<Removal> {
  const ids = new Set(agreed.map(({ id }) => id));
  const now = await findOrphans(search);
  const wanted = now.orphans.filter(({ id }) => ids.has(id));
  const { expunge } = search.config.cloudstack;
  const failures = await deleteOrphans(search.client.run, wanted, expunge, progress);
  const after = await findOrphans(search);
  const left = new Set(after.orphans.map(({ id }) => id));
  return { deleted: wanted.filter(({ id }) => !left.has(id)), left: after.orphans, failures };
}
