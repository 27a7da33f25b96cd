import { setTimeout as sleep } from "node:timers/promises";
import { type Credentials, sign } from "../sandbox/cloudstack/signature.ts";

type Arguments = Readonly<Record<string, string | number | boolean | undefined>>;
/** A decoded answer; tests know what they asked for. */
// biome-ignore lint/suspicious/noExplicitAny: the shape differs per command
export type Answer = any;

export interface CloudstackClient {
  /** Sends one signed call and returns what stands inside `...response`. Rejects with {@link CallError}. */
  readonly call: (command: string, args?: Arguments) => Promise<Answer>;
  /** Sends a call and, if it answers with a job, waits for the job and returns its result. */
  readonly run: (command: string, args?: Arguments) => Promise<Answer>;
}

/** A simulated cloud is done at once, a real one after seconds or minutes. */
const FIRST_POLL_MS = 2;
const LONGEST_POLL_MS = 3_000;
/** Time for one call; work that takes longer is a job. */
const CALL_TIMEOUT_MS = 60_000;

/** An error answer, or the result of a failed job. */
export class CallError extends Error {
  readonly code: number;
  readonly csCode: number | undefined;
  /** HTTP status of the answer; 200 for a failed job. */
  readonly status: number;

  constructor(status: number, answer: { errorcode: number; cserrorcode?: number; errortext: string }) {
    super(answer.errortext);
    this.status = status;
    this.code = answer.errorcode;
    this.csCode = answer.cserrorcode;
  }
}

/** A small CloudStack API client that signs like cloudstack-go: GET for list, get and query, POST for the rest. */
export function cloudstackClient(
  url: string,
  { apiKey, secretKey }: Credentials,
  options: {
    readonly expires?: string;
    readonly getOnly?: boolean;
    /** Time for one call. @default one minute */
    readonly timeoutMs?: number;
  } = {},
): CloudstackClient {
  const call = async (command: string, args: Arguments = {}): Promise<Answer> => {
    const fields = Object.entries(args).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    fields.push(["apiKey", apiKey], ["command", command], ["response", "json"], ["signatureversion", "3"]);
    fields.push(["expires", options.expires ?? "2099-01-01T00:00:00Z"]);
    const form = new URLSearchParams([...fields, ["signature", sign(fields, secretKey)]]);
    const isGet = options.getOnly === true || /^(list|get|query)/i.test(command);
    const signal = AbortSignal.timeout(options.timeoutMs ?? CALL_TIMEOUT_MS);
    const response = isGet
      ? await fetch(`${url}?${form}`, { signal })
      : await fetch(url, { method: "POST", body: form, signal });
    const [answer] = Object.values((await response.json()) as Record<string, Answer>);
    if (response.status !== 200) throw new CallError(response.status, answer);
    return answer;
  };
  return {
    call,
    run: async (command, args) => {
      const answer = await call(command, args);
      if (answer.jobid === undefined) return answer;
      for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.5, LONGEST_POLL_MS)) {
        const job = await call("queryAsyncJobResult", { jobid: answer.jobid });
        if (job.jobstatus === 1) return job.jobresult;
        if (job.jobstatus === 2) throw new CallError(200, job.jobresult);
        await sleep(wait);
      }
    },
  };
}
