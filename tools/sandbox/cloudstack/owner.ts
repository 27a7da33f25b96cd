import type { Call } from "./command.ts";
import type { Place } from "./place.ts";
import type { Owned } from "./state.ts";

/** The project a call makes its object in, or `null` for the account's own. */
export function ownerOf(call: Call): string | null {
  return call.params.projectid ?? null;
}

/**
 * Whether a list call sees an object. As for any ordinary account, objects of a project are listed only with its
 * `projectid` (or -1 for all projects), even when asked for by id.
 */
export function isVisible(call: Call, { projectId }: Owned): boolean {
  const asked = call.params.projectid;
  if (asked === undefined) return projectId === null;
  return asked === "-1" ? projectId !== null : asked === projectId;
}

/**
 * The fields that say who owns an object. Without `project` and `projectid` on a project's objects, the provider's next
 * plan replaces them.
 */
export function ownerFields(place: Place, { projectId }: Owned): Readonly<Record<string, string>> {
  const domain = { domainid: place.domain.id, domain: place.domain.name, domainpath: place.domain.name };
  if (projectId === null) return { account: place.account.name, ...domain };
  const project = place.projects.find((candidate) => candidate.id === projectId);
  return { projectid: projectId, project: project?.name ?? "", ...domain };
}
