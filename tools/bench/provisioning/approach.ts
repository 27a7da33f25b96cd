import { type CallCount, countByName } from "./call-count.ts";
import { callsOf, jobsOf, type Resource } from "./provider-calls.ts";
import { chain, longestWait, type Step } from "./steps.ts";

/** How many there are of something: one, or one for each server, agent or node. */
type Copies = "one" | "server" | "agent";

/** Something that is done outside the cloud's API: over SSH or on the machine of whoever deploys. */
export type Action = "file upload" | "remote script" | "local script" | "poll";

/** A resource, and every resource whose copies must all be there before. */
interface ApproachResource extends Resource {
  readonly id: string;
  readonly copies: Copies;
  readonly needs: readonly string[];
}

/** Actions of one Terraform resource, one after the other. */
interface ApproachWork {
  readonly id: string;
  readonly copies: Copies;
  readonly needs: readonly string[];
  /** Each with the waits it consists of. */
  readonly actions: readonly { readonly kind: Action; readonly waits: readonly string[] }[];
}

/** Another way to the same platform, as read from its code. */
export interface Approach {
  readonly repository: string;
  /** The commit that was read. */
  readonly commit: string;
  readonly resources: readonly ApproachResource[];
  readonly work: readonly ApproachWork[];
  /** What must be done for the Kubernetes API to answer whoever deploys. */
  readonly ready: readonly string[];
}

/** How many nodes of each kind. */
export interface NodeCounts {
  readonly servers: number;
  readonly agents: number;
}

/** What an approach takes from nothing to a cluster. */
export interface ApproachCount {
  readonly calls: CallCount;
  readonly actions: CallCount;
  readonly waits: readonly string[];
}

/** Counts for a platform of this many nodes. */
export function countApproach(approach: Approach, nodes: NodeCounts): ApproachCount {
  const copiesOf = ({ id, copies }: Pick<ApproachWork, "id" | "copies">) =>
    copies === "one"
      ? [id]
      : Array.from(
          { length: copies === "server" ? nodes.servers : nodes.agents },
          (_, i) => `${id}-${i + 1}`,
        );
  const named = new Map([...approach.resources, ...approach.work].map((part) => [part.id, copiesOf(part)]));
  const all = (ids: readonly string[]) => ids.flatMap((id) => named.get(id) ?? [id]);
  const steps: Step[] = [
    ...approach.resources.flatMap((resource) =>
      copiesOf(resource).flatMap((id) => chain(id, jobsOf(resource), all(resource.needs))),
    ),
    ...approach.work.flatMap((work) =>
      copiesOf(work).flatMap((id) =>
        chain(
          id,
          work.actions.flatMap(({ waits }) => waits),
          all(work.needs),
        ),
      ),
    ),
    { id: "ready", needs: all(approach.ready), wait: false },
  ];
  return {
    calls: countByName(
      approach.resources.flatMap((resource) => copiesOf(resource).flatMap(() => callsOf(resource))),
    ),
    actions: countByName(
      approach.work.flatMap((work) => copiesOf(work).flatMap(() => work.actions.map(({ kind }) => kind))),
    ),
    waits: longestWait(steps, "ready"),
  };
}
