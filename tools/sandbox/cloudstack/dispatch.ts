import { ApiError } from "./api-error.ts";
import { checkParameters, checkResponse, commandName, isReading } from "./catalogue.ts";
import type { Body, Call } from "./command.ts";
import { commandNamed } from "./commands.ts";
import { playFault } from "./fault-play.ts";
import type { Fault } from "./faults.ts";
import type { Engine, JobRunner, JobTrouble } from "./job-runner.ts";
import { lowercaseNames, type Params } from "./parameters.ts";
import { checkReferences } from "./references.ts";
import { checkSignature } from "./signature.ts";
import type { State } from "./state.ts";
import { timestamp } from "./timestamp.ts";

/** A call as it came over the wire. */
export interface WireCall {
  readonly method: "GET" | "POST";
  /** Parameters with their names as they were sent, which the signature covers. */
  readonly sent: readonly (readonly [string, string])[];
}

export interface WireAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: Body;
  /** What the caller gets instead of them: a fault. */
  readonly instead?: InsteadOfAnswer;
}

export type InsteadOfAnswer =
  | { readonly kind: "page"; readonly html: string }
  /** The connection is closed, and the port for a time. */
  | { readonly kind: "hang up"; readonly closedMilliseconds: number };

/** Answers calls: every call and every answer passes here, and is logged. */
export function dispatcher(engine: Engine, jobs: JobRunner): (call: WireCall) => Promise<WireAnswer> {
  return async (wire) => {
    const started = performance.now();
    const params = lowercaseNames(wire.sent);
    const sentName = params.command ?? "";
    let fault: Fault | undefined;
    const answered = async () => {
      const command = admit(engine, wire, params);
      fault = engine.faults.take({ command, name: params.name });
      return playFault(fault, {
        command,
        params,
        place: engine.place,
        state: engine.store.state,
        perform: (trouble) => perform(engine, jobs, { wire, params, command, trouble }).catch(errorAnswer),
      });
    };
    const answer = await answered().catch(errorAnswer);
    const { jobid, jobstatus, errortext } = answer.body;
    engine.log.request({
      command: commandName(sentName) ?? sentName,
      method: wire.method,
      params,
      status: answer.status,
      milliseconds: Math.round(performance.now() - started),
      ...(typeof jobid === "string" && jobstatus === undefined ? { job: jobid } : {}),
      ...(typeof errortext === "string" ? { error: errortext } : {}),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    });
    return { ...answer, body: { [`${sentName.toLowerCase()}response`]: answer.body } };
  };
}

/** The command of a call by a known caller, in the catalogue's spelling. */
function admit({ place, now }: Engine, wire: WireCall, params: Params): string {
  checkSignature(wire.sent, place.credentials, now());
  if (params.command === undefined) throw new ApiError(432, 9999, "Invalid request, no command sent");
  const name = commandName(params.command);
  if (name !== undefined) return name;
  throw new ApiError(
    432,
    9999,
    `The API [${params.command}] does not exist or is not available for the account ${place.account.name}.`,
  );
}

interface Admitted {
  readonly wire: WireCall;
  readonly params: Params;
  readonly command: string;
  readonly trouble: JobTrouble | undefined;
}

async function perform(engine: Engine, jobs: JobRunner, admitted: Admitted): Promise<WireAnswer> {
  const { store, place } = engine;
  const { wire, params, command: name, trouble } = admitted;
  if (params.response?.toLowerCase() !== "json") {
    throw new ApiError(431, 9999, "the sandbox answers in JSON only: send response=json");
  }
  checkParameters(name, params);
  const command = commandNamed(name);
  const call: Call = { command: name, method: wire.method, params, place, now: timestamp(engine.now()) };
  checkReferences(store.state(), call, command);
  if (command.kind === "async") return { status: 200, body: await jobs.submit(call, command, trouble) };
  const run = (state: State) => {
    const body = command.run(state, call);
    checkResponse(name, body);
    return body;
  };
  if (isReading(name)) return { status: 200, body: run(store.state()) };
  const body = store.change(run);
  await engine.traffic.enforce();
  return { status: 200, body };
}

function errorAnswer(error: unknown): WireAnswer {
  const known = error instanceof ApiError;
  const code = known ? error.code : 530;
  return {
    status: code,
    body: {
      uuidList: [],
      errorcode: code,
      cserrorcode: known ? error.csCode : 9999,
      errortext: error instanceof Error ? error.message : String(error),
    },
  };
}
