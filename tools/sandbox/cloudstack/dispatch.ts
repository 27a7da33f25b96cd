import { ApiError } from "./api-error.ts";
import { checkParameters, checkResponse, commandName } from "./catalogue.ts";
import type { Body, Call } from "./command.ts";
import { commandNamed } from "./commands.ts";
import type { Engine, JobRunner } from "./job-runner.ts";
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
}

/** Answers calls: every call and every answer passes here, and is logged. */
export function dispatcher(engine: Engine, jobs: JobRunner): (call: WireCall) => Promise<WireAnswer> {
  return async (wire) => {
    const started = performance.now();
    const params = lowercaseNames(wire.sent);
    const sentName = params.command ?? "";
    const answer = await answerTo(engine, jobs, wire, params).catch(errorAnswer);
    const { jobid, jobstatus, errortext } = answer.body;
    engine.log.request({
      command: commandName(sentName) ?? sentName,
      method: wire.method,
      params,
      status: answer.status,
      milliseconds: Math.round(performance.now() - started),
      ...(typeof jobid === "string" && jobstatus === undefined ? { job: jobid } : {}),
      ...(typeof errortext === "string" ? { error: errortext } : {}),
    });
    return { status: answer.status, body: { [`${sentName.toLowerCase()}response`]: answer.body } };
  };
}

async function answerTo(
  engine: Engine,
  jobs: JobRunner,
  wire: WireCall,
  params: Params,
): Promise<WireAnswer> {
  const { store, place } = engine;
  const now = engine.now();
  checkSignature(wire.sent, place.credentials, now);
  if (params.command === undefined) throw new ApiError(432, 9999, "Invalid request, no command sent");
  const name = commandName(params.command);
  if (name === undefined) {
    throw new ApiError(
      432,
      9999,
      `The API [${params.command}] does not exist or is not available for the account ${place.account.name}.`,
    );
  }
  if (params.response?.toLowerCase() !== "json") {
    throw new ApiError(431, 9999, "the sandbox answers in JSON only: send response=json");
  }
  checkParameters(name, params);
  const command = commandNamed(name);
  const call: Call = { command: name, method: wire.method, params, place, now: timestamp(now) };
  checkReferences(store.state(), call, command);
  if (command.kind === "async") return { status: 200, body: jobs.submit(call, command) };
  const run = (state: State) => {
    const body = command.run(state, call);
    checkResponse(name, body);
    return body;
  };
  if (/^(list|get|query)/.test(name)) return { status: 200, body: run(store.state()) };
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
