import { failed, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { contains, equals, listed } from "./listing.ts";
import { isVisible, ownerFields } from "./owner.ts";
import { entries, list, type Params, text } from "./parameters.ts";
import type { Place } from "./place.ts";
import { need, type Owned, type State, type Tag } from "./state.ts";

/** CloudStack's spelling of the resource types that can be tagged here, and where their objects are. */
const taggable: Readonly<Record<string, (state: State, id: string) => Owned | undefined>> = {
  FirewallRule: (state, id) => {
    const rule = state.ingressRules[id];
    return rule && need(state.addresses, rule.addressId);
  },
  LoadBalancer: (state, id) => {
    const rule = state.balancerRules[id];
    return rule && need(state.addresses, rule.addressId);
  },
  Network: (state, id) => state.networks[id],
  PublicIpAddress: (state, id) => state.addresses[id],
  UserVm: (state, id) => state.machines[id],
  Volume: (state, id) => state.volumes[id],
};

/** The tags of an object, as every list call shows them. */
function tagFields(state: State, place: Place, resourceId: string): readonly Body[] {
  return Object.values(state.tags)
    .filter((tag) => tag.resourceId === resourceId)
    .map((tag) => showTag(state, place, tag));
}

/** True when the object has all tags of the `tags[n].key/value` filter. */
export function hasTags(state: State, params: Params, resourceId: string): boolean {
  return entries(params, "tags").every(({ key = "", value }) => {
    const tag = state.tags[`${resourceId}/${key}`];
    return tag !== undefined && (value === undefined || tag.value === value);
  });
}

/** Forgets an object's tags. */
export function dropTags(draft: State, resourceId: string): void {
  for (const [key, tag] of Object.entries(draft.tags)) {
    if (tag.resourceId === resourceId) delete draft.tags[key];
  }
}

export const tagCommands: Commands = {
  createTags: {
    kind: "async",
    finish: (draft, { params }) => {
      const type = resourceType(params);
      for (const resourceId of resources(draft, params, type)) {
        for (const { key = "", value = "" } of entries(params, "tags")) {
          const at = `${resourceId}/${key}`;
          if (at in draft.tags) throw failed(`tag ${key} already on ${type} with id ${resourceId}`);
          draft.tags[at] = { resourceId, resourceType: type, key, value, customer: params.customer ?? null };
        }
      }
      return succeeded;
    },
  },
  deleteTags: {
    kind: "async",
    finish: (draft, { params }) => {
      const wanted = entries(params, "tags");
      for (const resourceId of resources(draft, params, resourceType(params))) {
        const found = Object.values(draft.tags).filter(
          (tag) =>
            tag.resourceId === resourceId &&
            (wanted.length === 0 ||
              wanted.some(
                ({ key, value }) => key === tag.key && (value === undefined || value === tag.value),
              )),
        );
        if (found.length === 0)
          throw failed("Unable to find any tags which conform to specified delete parameters.");
        for (const tag of found) delete draft.tags[`${resourceId}/${tag.key}`];
      }
      return succeeded;
    },
  },
  listTags: {
    kind: "sync",
    run: (state, call) => {
      const found = Object.values(state.tags).filter(
        (tag) =>
          isVisible(call, ownerOfTag(state, tag)) &&
          equals(call, "resourcetype", tag.resourceType) &&
          equals(call, "resourceid", tag.resourceId) &&
          equals(call, "key", tag.key) &&
          equals(call, "value", tag.value) &&
          equals(call, "customer", tag.customer) &&
          contains(call, "keyword", tag.key, tag.value),
      );
      return listed(call, "tag", found, (tag) => showTag(state, call.place, tag));
    },
  },
};

function resourceType(params: Params): string {
  const sent = text(params, "resourcetype");
  const type = Object.keys(taggable).find((known) => known.toLowerCase() === sent.toLowerCase());
  if (type === undefined) throw invalid(`Invalid resource type ${sent}`);
  return type;
}

function resources(state: State, params: Params, type: string): readonly string[] {
  const ids = list(params, "resourceids");
  for (const id of ids) {
    if (taggable[type]?.(state, id) === undefined) {
      throw invalid(`Unable to find resource by id ${id} and type ${type}`);
    }
  }
  return ids;
}

function ownerOfTag(state: State, tag: Tag): Owned {
  return taggable[tag.resourceType]?.(state, tag.resourceId) ?? { projectId: null };
}

function showTag(state: State, place: Place, tag: Tag): Body {
  return {
    key: tag.key,
    value: tag.value,
    resourcetype: tag.resourceType,
    resourceid: tag.resourceId,
    ...(tag.customer === null ? {} : { customer: tag.customer }),
    ...ownerFields(place, ownerOfTag(state, tag)),
  };
}

/** The `tags` field of an object shown to a caller. */
export function tagged(state: State, call: Call, resourceId: string): { readonly tags: readonly Body[] } {
  return { tags: tagFields(state, call.place, resourceId) };
}
