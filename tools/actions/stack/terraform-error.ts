import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type Complaint, complaintsOf } from "./complaints.ts";
import { type LockPlace, lockHolder, stateLocked } from "./state-lock.ts";

/** Complaints of ours: a condition that the synthesised configuration holds, with words of ours. */
const REFUSALS = [
  "Resource precondition failed",
  "Resource postcondition failed",
  "Invalid value for variable",
];

const SHOWN = 5;

/** What is known about a run of Terraform that failed. */
export interface FailedRun extends LockPlace {
  /** As a person would type it: `terraform apply`. */
  readonly title: string;
  readonly output: string;
  readonly exitCode: number | undefined;
  /** Set when it ended because of a signal, its own or one of ours. */
  readonly interrupted?: boolean;
  /** File that holds everything it printed. */
  readonly log?: string;
}

/** Turns Terraform's words into an error: STATE_LOCKED, or TOOL_FAILED with a refusal of ours as it is written. */
export function terraformError(run: FailedRun): LocoError {
  const complaints = complaintsOf(run.output);
  for (const complaint of complaints) {
    const holder = lockHolder(complaint);
    if (holder !== undefined) return stateLocked(holder, run, run.output);
  }
  const refusals = complaints.filter(({ summary }) => REFUSALS.includes(summary));
  if (refusals.length > 0) {
    return new LocoError("TOOL_FAILED", refusals.map(({ detail }) => detail.trim()).join("\n"), {
      cause: run.output,
    });
  }
  const hints = [
    ...(run.log === undefined ? [] : [`everything it printed: ${run.log}`]),
    ...(mayHaveLostObjects(run, complaints) ? [ORPHANS_HINT] : []),
  ];
  return new LocoError("TOOL_FAILED", message(run, complaints), {
    ...(hints.length === 0 ? {} : { hint: hints.join("\n") }),
    cause: run.output,
  });
}

const ORPHANS_HINT =
  "npx loco orphans lists what CloudStack has of the platform and state does not know; see docs/how-to/interrupted-apply.md";

/** True when an object may exist that state has not: its creation was cut off, or it stands in the way of the same one. */
function mayHaveLostObjects({ title, interrupted }: FailedRun, complaints: readonly Complaint[]): boolean {
  if (title !== "terraform apply") return false;
  return (
    interrupted === true ||
    complaints.length === 0 ||
    complaints.some(({ summary, detail }) =>
      /already (exists|in use|allocated)|conflict|EOF|connection re|timeout|Timeout|Error creating/.test(
        `${summary} ${detail}`,
      ),
    )
  );
}

function message(run: FailedRun, complaints: readonly Complaint[]): string {
  const ended = run.interrupted
    ? `${run.title} was interrupted`
    : complaints.length > 0
      ? `${run.title} failed`
      : `${run.title} ended with exit code ${run.exitCode ?? "none"} and no error`;
  const lines = complaints.slice(0, SHOWN).map(oneLine);
  if (complaints.length > SHOWN) lines.push(`and ${complaints.length - SHOWN} more`);
  if (lines.length === 0) return ended;
  return lines.length === 1
    ? `${ended}: ${lines[0]}`
    : `${ended}:\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

/** Summary, the detail's first paragraph, and the resource; several lines of the provider's as one. */
function oneLine({ summary, detail, address }: Complaint): string {
  const [opening = "", next = ""] = detail.split(/\n\s*\n/);
  const first = opening.trim().endsWith(":") ? `${opening} ${next}` : opening;
  const text = (first === "" ? summary : `${summary}: ${first}`)
    .replace(/^1 error occurred:\s*\*\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
  return address === undefined || text.includes(address) ? text : `${address}: ${text}`;
}
