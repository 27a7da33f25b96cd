import { ApiError, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId } from "./identity.ts";
import { contains, equals, listed } from "./listing.ts";
import { isVisible, ownerFields, ownerOf } from "./owner.ts";
import { list, text } from "./parameters.ts";
import { type AffinityGroup, need, type State } from "./state.ts";

const types = [
  "host anti-affinity",
  "host affinity",
  "non-strict host anti-affinity",
  "non-strict host affinity",
];

export const affinityCommands: Commands = {
  createAffinityGroup: {
    kind: "async",
    create: (draft, call) => {
      const { params } = call;
      const [name, type] = [text(params, "name"), text(params, "type")];
      if (!types.includes(type))
        throw invalid(`Unable to create affinity group, invalid affinity group type${type}`);
      const projectId = ownerOf(call);
      if (groups(draft, projectId).some((group) => group.name === name)) {
        throw invalid(`Unable to create affinity group, a group with name ${name} already exists.`);
      }
      const id = nextId(draft, "affinitygroup");
      draft.affinityGroups[id] = { id, name, type, description: params.description ?? "", projectId };
      return id;
    },
    finish: (draft, call, id) => ({ affinitygroup: showGroup(draft, call, need(draft.affinityGroups, id)) }),
  },
  deleteAffinityGroup: {
    kind: "async",
    subject: "affinityGroups",
    finish: (draft, call, id) => {
      const group =
        id === ""
          ? groups(draft, ownerOf(call)).find(({ name }) => name === call.params.name)
          : need(draft.affinityGroups, id);
      if (group === undefined) throw invalid("Unable to find affinity group");
      if (memberIds(draft, group.id).length > 0) {
        throw new ApiError(536, 4375, "Cannot delete affinity group when it's in use by virtual machines");
      }
      delete draft.affinityGroups[group.id];
      return succeeded;
    },
  },
  listAffinityGroups: {
    kind: "sync",
    subject: "affinityGroups",
    run: (state, call) => {
      const machineId = call.params.virtualmachineid;
      const found = Object.values(state.affinityGroups).filter(
        (group) =>
          isVisible(call, group) &&
          equals(call, "id", group.id) &&
          equals(call, "name", group.name) &&
          equals(call, "type", group.type) &&
          contains(call, "keyword", group.name) &&
          (machineId === undefined || memberIds(state, group.id).includes(machineId)),
      );
      return listed(call, "affinitygroup", found, (group) => showGroup(state, call, group));
    },
  },
};

/** The groups that a call names by `affinitygroupids` or `affinitygroupnames`, for a machine of the given owner. */
export function groupsOf(state: State, { params }: Call, projectId: string | null): readonly string[] {
  if (params.affinitygroupids !== undefined && params.affinitygroupnames !== undefined) {
    throw invalid("affinitygroupids parameter is mutually exclusive with affinitygroupnames parameter");
  }
  const own = groups(state, projectId);
  const find = (by: "id" | "name", wanted: string) => {
    const group = own.find((candidate) => candidate[by] === wanted);
    if (group === undefined) throw invalid(`Unable to find affinity group by ${by} ${wanted}`);
    return group.id;
  };
  return [
    ...list(params, "affinitygroupids").map((id) => find("id", id)),
    ...list(params, "affinitygroupnames").map((name) => find("name", name)),
  ];
}

function groups(state: State, projectId: string | null): readonly AffinityGroup[] {
  return Object.values(state.affinityGroups).filter((group) => group.projectId === projectId);
}

function memberIds(state: State, groupId: string): readonly string[] {
  return Object.values(state.machines)
    .filter((machine) => machine.affinityGroupIds.includes(groupId))
    .map(({ id }) => id);
}

function showGroup(state: State, { place }: Call, group: AffinityGroup): Body {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    type: group.type,
    virtualmachineIds: memberIds(state, group.id),
    ...ownerFields(place, group),
  };
}
