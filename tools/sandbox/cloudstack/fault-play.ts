import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, failed } from "./api-error.ts";
import type { WireAnswer } from "./dispatch.ts";
import { type Fault, limits } from "./faults.ts";
import type { JobTrouble } from "./job-runner.ts";
import type { Params } from "./parameters.ts";
import type { Place } from "./place.ts";
import type { State } from "./state.ts";

/** How long the port stays closed when a rule does not say, in milliseconds. */
const outageMilliseconds = 2_000;

/** What a fault needs to know of the call it strikes. */
export interface StruckCall {
  readonly command: string;
  readonly params: Params;
  readonly place: Place;
  readonly state: () => State;
  /** Performs the call, with what goes wrong with its job. Never rejects. */
  readonly perform: (trouble?: JobTrouble) => Promise<WireAnswer>;
}

/** Answers a call as its fault has it. Rejects with what CloudStack itself answers: a refusal, an exceeded limit. */
export async function playFault(fault: Fault | undefined, call: StruckCall): Promise<WireAnswer> {
  switch (fault?.kind) {
    case undefined:
      return call.perform();
    case "latency":
      await sleep(fault.milliseconds);
      return call.perform();
    case "error": {
      const status = fault.status ?? 503;
      return { status, body: {}, instead: { kind: "page", html: gatewayPage(status) } };
    }
    case "refuse":
      throw failed(fault.text ?? `Failed to execute ${call.command}: a fault of the sandbox`);
    case "quota":
      throw exceeded(call);
    case "drop":
      return { status: 0, body: {}, instead: { kind: "hang up", closedMilliseconds: 0 } };
    case "refuse-connection": {
      const closedMilliseconds = fault.milliseconds ?? outageMilliseconds;
      return { status: 0, body: {}, instead: { kind: "hang up", closedMilliseconds } };
    }
    case "lose-reply":
      return { ...(await call.perform()), instead: { kind: "hang up", closedMilliseconds: 0 } };
    case "fail-job":
      return call.perform({ failure: fault.text ?? `${call.command} failed: a fault of the sandbox` });
    case "no-boot":
      return call.perform({ unbootable: true });
  }
}

/**
 * `ResourceAllocationException`, in CloudStack's words.
 *
 * @see https://github.com/apache/cloudstack/blob/main/server/src/main/java/com/cloud/resourcelimit/ResourceLimitManagerImpl.java
 */
function exceeded({ command, params, place, state }: StruckCall): ApiError {
  const limit = limits[command];
  if (limit === undefined) throw new Error(`${command} has no limit`);
  const projectId = params.projectid ?? null;
  const project = place.projects.find(({ id }) => id === projectId);
  const owner =
    project === undefined ? `Account Name = ${place.account.name}` : `Project Name = ${project.name}`;
  const held = Object.values(state()[limit.collection]).filter((object) => object.projectId === projectId);
  return new ApiError(
    535,
    9999,
    `Maximum amount of resources of Type = '${limit.type}', tag = 'null' for ${owner} in Domain Id = 1 is exceeded: ` +
      `Account Resource Limit = ${held.length}, Current Account Resource Amount = ${held.length}, ` +
      "Current Account Resource Reservation = 0, Requested Resource Amount = 1.",
  );
}

/** What a reverse proxy answers when the server behind it does not. */
function gatewayPage(status: number): string {
  const title = `${status} ${status === 503 ? "Service Unavailable" : status === 502 ? "Bad Gateway" : "Server Error"}`;
  return `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
}
