import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Complaint } from "./complaints.ts";

/** Who holds a state's lock, as far as the backend tells. */
export interface LockHolder {
  readonly id?: string;
  /** As in `anna@laptop`. Absent where the backend does not keep it. */
  readonly who?: string;
  /** As the backend wrote it, in UTC. */
  readonly since?: string;
  /** `apply`, `plan`, ... */
  readonly operation?: string;
}

const SUMMARY = "Error acquiring the state lock";

/** How local files, HTTP servers and PostgreSQL, S3's lock file and DynamoDB say that somebody else has the lock. */
const HELD = /resource temporarily unavailable|already locked|PreconditionFailed|ConditionalCheckFailed/;

/** Reads a lock error; undefined when the complaint is about something else, as when the backend cannot be reached. */
export function lockHolder({ summary, detail }: Complaint): LockHolder | undefined {
  if (!summary.includes(SUMMARY) || !HELD.test(detail)) return undefined;
  // HTTP servers tell only the lock's ID, and PostgreSQL nothing: Terraform then fills in its own name and time.
  const http = /already locked:?\s+ID=(\S+)/.exec(detail)?.[1];
  if (http !== undefined) return { id: http };
  if (/already locked/.test(detail)) return {};
  const field = (name: string) => new RegExp(`^\\s*${name}:[ \\t]+(\\S.*)$`, "m").exec(detail)?.[1]?.trim();
  const id = field("ID");
  const who = field("Who");
  const since = field("Created")
    ?.replace(/(:\d\d)\.\d+/, "$1")
    .replace(" +0000 UTC", " UTC");
  const operation = field("Operation")
    ?.replace(/^OperationType/, "")
    .toLowerCase();
  return {
    ...(id === undefined ? {} : { id }),
    ...(who === undefined ? {} : { who }),
    ...(since === undefined ? {} : { since }),
    ...(operation === undefined ? {} : { operation }),
  };
}

/** Where a stack's state is, as far as its lock is concerned. */
export interface LockPlace {
  /** Type of the backend: `local`, `s3`, `http`, `pg`. */
  readonly backend: string;
  /** How to run Terraform in the stack's folder, as in `terraform -chdir=cdktf.out/stacks/platform`. */
  readonly terraform: string;
}

/** The error for a locked state. */
export function stateLocked(holder: LockHolder, place: LockPlace, cause: string): LocoError {
  return new LocoError("STATE_LOCKED", describe(holder), { hint: hint(holder, place), cause });
}

function describe({ who, since, operation }: LockHolder): string {
  if (who === undefined)
    return "the stack's state is locked by another Terraform; the backend does not say whose";
  return `the stack's state is locked by ${who}${since === undefined ? "" : ` since ${since}`}${
    operation === undefined || operation === "invalid" ? "" : `, for ${operation}`
  }`;
}

function hint({ id, who }: LockHolder, { backend, terraform }: LockPlace): string {
  const first = `${who ?? "somebody"} may really be working on the platform: ask, or wait until it ends`;
  return [
    first,
    ...release(id, backend, terraform),
    "docs/how-to/interrupted-apply.md tells how to be sure",
  ].join("\n");
}

/**
 * How a lock is got rid of that its holder left behind. A local file's lock is the kernel's and PostgreSQL's is a
 * session's: both end with the process, so one that is still there is held by a process that lives, and Terraform
 * refuses to remove it for another.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/states/statemgr/filesystem_lock_unix.go
 * @see https://github.com/hashicorp/terraform/blob/main/internal/backend/remote-state/pg/client.go
 */
function release(id: string | undefined, backend: string, terraform: string): readonly string[] {
  if (backend === "local")
    return [
      "this lock ends with the process that holds it: look for a terraform that still runs on this machine",
    ];
  if (backend === "pg")
    return [
      "this lock ends with the database session that holds it: select * from pg_locks where locktype = 'advisory'",
    ];
  return [
    "if its Terraform died, release the lock and deploy again:",
    `  ${terraform} force-unlock ${id ?? "<ID, from cdktf's output>"}`,
  ];
}
