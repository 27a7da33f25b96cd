import type { PlatformConfig } from "../../platform/config/platform-config.gen.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { CloudstackClient } from "./client.ts";
import { listAll } from "./list-all.ts";

/** Where a platform's objects are, as arguments of list commands. */
export interface Place {
  readonly zoneid: string;
  /** Objects of a project are listed only with its id. */
  readonly projectid?: string;
}

/**
 * Finds the ids of the zone and project of platform.toml, where either is written as a name or as an id.
 *
 * @throws LocoError CLOUDSTACK_FAILED
 */
export async function findPlace(
  call: CloudstackClient["call"],
  { zone, project }: Pick<PlatformConfig["cloudstack"], "zone" | "project">,
): Promise<Place> {
  const zoneid = await idOf(call, "listZones", "zone", zone);
  if (project === undefined) return { zoneid };
  return { zoneid, projectid: await idOf(call, "listProjects", "project", project) };
}

async function idOf(
  call: CloudstackClient["call"],
  command: string,
  kind: "zone" | "project",
  wanted: string,
): Promise<string> {
  const found = (await listAll(call, command)).find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found.id as string;
  throw new LocoError("CLOUDSTACK_FAILED", `there is no ${kind} '${wanted}', or the account may not see it`, {
    hint: `correct cloudstack.${kind} in platform.toml`,
  });
}
