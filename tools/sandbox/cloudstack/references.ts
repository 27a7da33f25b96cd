import { ApiError } from "./api-error.ts";
import { parameterTypes } from "./catalogue.ts";
import type { Call, Command } from "./command.ts";
import { list } from "./parameters.ts";
import type { Place } from "./place.ts";
import type { Collection, State } from "./state.ts";

const collections: Readonly<Record<string, Collection>> = {
  affinitygroupid: "affinityGroups",
  affinitygroupids: "affinityGroups",
  associatednetworkid: "networks",
  ipaddressid: "addresses",
  jobid: "jobs",
  lbruleid: "balancerRules",
  networkid: "networks",
  networkids: "networks",
  publicipid: "addresses",
  virtualmachineid: "machines",
  virtualmachineids: "machines",
};

/**
 * Refuses ids of objects that are not there, in the words by which the provider knows that an object is gone.
 *
 * An id of something that the simulator does not have (a VPC, a host) is refused likewise.
 * @see https://github.com/apache/cloudstack-terraform-provider/blob/v0.6.0/cloudstack/resource_cloudstack_network.go
 */
export function checkReferences(state: State, call: Call, { subject, seesDeleted }: Command): void {
  for (const [name, type] of parameterTypes(call.command)) {
    const sent = call.params[name];
    if (sent === undefined) continue;
    const ids =
      type === "uuid" ? [sent] : type === "list" && name in collections ? list(call.params, name) : [];
    const collection = name === "id" || name === "ids" ? subject : collections[name];
    for (const id of ids) {
      if (name === "projectid" && id === "-1") continue;
      if (name === "id" && seesDeleted) continue;
      if (collection === undefined ? isInPlace(call.place, id) : id in state[collection]) continue;
      throw new ApiError(
        431,
        9999,
        `Unable to execute API command ${call.command.toLowerCase()} due to invalid value. Invalid parameter ${name} ` +
          `value=${id} due to incorrect long value format, or entity does not exist or due to incorrect parameter ` +
          "annotation for the field in api cmd class.",
      );
    }
  }
}

function isInPlace(place: Place, id: string): boolean {
  return [
    place.zone,
    place.networkOffering,
    place.diskOffering,
    place.template,
    place.domain,
    place.account,
    place.user,
    place.osType,
    ...place.serviceOfferings,
    ...place.projects,
  ].some((entity) => entity.id === id);
}
