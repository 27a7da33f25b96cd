import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FaultKind } from "./faults.ts";
import type { Params } from "./parameters.ts";
import type { Job } from "./state.ts";

/** A call, as written to `<stateDir>/requests.jsonl`. */
export interface RequestEntry {
  readonly kind: "request";
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly command: string;
  readonly method: "GET" | "POST";
  readonly params: Params;
  /** HTTP status; 0 when a fault closed the connection before anything was performed. */
  readonly status: number;
  readonly milliseconds: number;
  /** The job that an asynchronous command started. */
  readonly job?: string;
  readonly error?: string;
  /** The fault that struck the call. After `lose-reply`, `status` and `job` are what the caller was not told. */
  readonly fault?: FaultKind;
}

/** The end of a job. */
export interface JobEntry {
  readonly kind: "job";
  readonly time: string;
  readonly command: string;
  readonly job: string;
  readonly status: "succeeded" | "failed";
  readonly error?: string;
}

export type LogEntry = RequestEntry | JobEntry;

export interface RequestLog {
  readonly request: (entry: Omit<RequestEntry, "kind" | "time">) => void;
  readonly jobDone: (job: Job) => void;
}

export function requestLog(stateDir: string, now: () => Date): RequestLog {
  const write = (entry: LogEntry) =>
    appendFileSync(logFile(stateDir), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  return {
    request: (entry) =>
      write({ kind: "request", time: now().toISOString(), ...entry, params: redact(entry.params) }),
    jobDone: ({ id, command, status, result }) =>
      write({
        kind: "job",
        time: now().toISOString(),
        command,
        job: id,
        status: status === "succeeded" ? "succeeded" : "failed",
        ...(status === "failed" ? { error: String(result?.errortext) } : {}),
      }),
  };
}

/** All entries of a cloud's request log, oldest first; none when it has never run. */
export function readRequestLog(stateDir: string): readonly LogEntry[] {
  const file = logFile(stateDir);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LogEntry);
}

/** Fields of the protocol, the same in every call, and the caller's key. */
const leftOut = new Set(["apikey", "command", "expires", "response", "signature", "signatureversion"]);

/** Parameters without secrets: user data becomes its size and hash, which is enough to compare. */
function redact(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params)
      .filter(([name]) => !leftOut.has(name))
      .map(([name, value]) => {
        if (name === "userdata") {
          const hash = createHash("sha256").update(value).digest("hex");
          return [name, `${value.length} characters, sha256 ${hash}`];
        }
        return [name, name === "password" || name === "secretkey" ? "redacted" : value];
      }),
  );
}

function logFile(stateDir: string): string {
  return join(stateDir, "requests.jsonl");
}
