import { KEEPS_TOKEN, recordId } from "../../../platform/cluster/guard.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { ObservedNode } from "../nodes/observe.ts";
import { isHealthyServer, survivesWithout, type Voter } from "../nodes/quorum.ts";
import type { StateResource } from "../stack/state-record.ts";

/** Why the server token may not be replaced now; undefined when it may. All servers must be well, and come back by themselves. */
export function tokenRotationRefusal(
  servers: readonly ObservedNode[],
  state: readonly StateResource[],
): LocoError | undefined {
  for (const { slot, declared, recorded, machine, kubernetes } of servers) {
    if (declared === undefined || recorded?.machineId === undefined) {
      return refuse(
        `${slot} is ${declared === undefined ? "deployed and not in platform.toml" : "not deployed yet"}`,
        declared === undefined
          ? `npx loco nodes remove ${slot} takes it out`
          : "npx cdktf deploy platform makes it",
      );
    }
    if (declared.generation !== recorded.generation) {
      return refuse(`the replacement of ${slot} is under way`, `npx loco nodes replace ${slot} finishes it`);
    }
    if (machine?.state !== "Running") {
      return refuse(
        `the machine of ${slot} is ${machine?.state ?? "gone"}`,
        `start it, or npx loco nodes replace ${slot}`,
      );
    }
    if (kubernetes === undefined || !isHealthyServer(kubernetes)) {
      return refuse(
        `${slot} ${kubernetes === undefined ? "has not joined" : (kubernetes.troubles[0] ?? "is not well")}`,
        "npx loco platform status shows what is wrong",
      );
    }
    if (!keepsToken(slot, state)) {
      return refuse(
        `${slot} was made by an earlier version of Loco and could not start again with another token`,
        servers.length === 1
          ? "set control_plane_count = 3, deploy, and npx loco nodes replace it first"
          : `npx loco nodes replace ${slot} makes it anew`,
      );
    }
  }
  return undefined;
}

/** Whether a server takes part in a rotation. */
export const isWell = ({ declared, machine, kubernetes }: ObservedNode): boolean =>
  declared !== undefined &&
  machine?.state === "Running" &&
  kubernetes !== undefined &&
  isHealthyServer(kubernetes);

/** The next step of a rotation. */
export interface NextRestart {
  /** The server to restart; undefined when none is to be restarted now. */
  readonly server?: ObservedNode;
  /** What a person must agree to before. */
  readonly risk?: readonly string[];
}

/**
 * Which of the servers in `waiting`, by slot, is restarted next. While another one is broken and etcd would lose its
 * majority meanwhile, only one is, and only when none has the new token yet: the broken one's replacement needs one that
 * has. The rest follows once it is replaced.
 */
export function nextRestart(
  servers: readonly ObservedNode[],
  voters: readonly Voter[],
  waiting: ReadonlySet<string>,
): NextRestart {
  const well = servers.filter(isWell);
  const due = well.filter(({ slot }) => waiting.has(slot));
  const [server] = due;
  if (server === undefined) return {};
  const broken = servers.filter((one) => !isWell(one));
  // Kubernetes may not have noticed yet that a machine is off.
  const known = voters.map((voter) =>
    broken.some(({ kubernetes }) => kubernetes?.name === voter.name) ? { ...voter, healthy: false } : voter,
  );
  if (broken.length === 0 || survivesWithout(known, server.kubernetes?.name ?? server.slot))
    return { server };
  if (due.length < well.length) return {};
  const slots = broken.map(({ slot }) => slot).join(", ");
  return {
    server,
    risk: [
      `${slots} ${broken.length === 1 ? "is" : "are"} not well, so etcd has no majority while ${server.slot} restarts.`,
      "The Kubernetes API is away for a minute or two; if it does not come back, the cluster is lost. Pods on agents go on.",
      `The others are not restarted before ${slots} ${broken.length === 1 ? "is" : "are"} replaced, which needs one server with the new token.`,
    ],
  };
}

function keepsToken(slot: string, state: readonly StateResource[]): boolean {
  const record = state.find(({ address }) => address === `terraform_data.${recordId({ slot })}`);
  return recordedValue(record)[KEEPS_TOKEN] === true;
}

/** What a record was made with. State has an object's type beside its value. */
export function recordedValue(record: StateResource | undefined): Readonly<Record<string, unknown>> {
  const output = (record?.values.output ?? {}) as Readonly<Record<string, unknown>>;
  return "type" in output && "value" in output ? (output.value as Record<string, unknown>) : output;
}

const refuse = (message: string, hint: string) =>
  new LocoError("ROTATION_REFUSED", message, { hint: `nothing was changed; ${hint}` });
