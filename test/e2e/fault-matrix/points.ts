import { canHave } from "../../../tools/sandbox/cloudstack/faults.ts";
import type { LogEntry } from "../../../tools/sandbox/cloudstack/request-log.ts";

/** How a run is disturbed at one call. */
export type Trouble = "refused" | "reply lost" | "job fails" | "killed";

/** A call of a clean run at which trouble may strike. */
export interface FaultPoint {
  readonly command: string;
  /** What it works on, where the same command makes different things: `UserVm`, `source NAT`. */
  readonly what: string;
  /** Which call of the command it is, from 1. */
  readonly nth: number;
}

export interface FaultCase extends FaultPoint {
  readonly trouble: Trouble;
}

/**
 * The distinct commands of a run that change something, each at the first of its calls of a kind. Terraform works in
 * parallel, so in another run the nth call may be for a neighbour; no case depends on which.
 */
export function faultPoints(log: readonly LogEntry[]): readonly FaultPoint[] {
  const counts = new Map<string, number>();
  const points: FaultPoint[] = [];
  for (const entry of log) {
    if (entry.kind !== "request" || /^(list|get|query)/.test(entry.command)) continue;
    const { command, params } = entry;
    const nth = (counts.get(command) ?? 0) + 1;
    counts.set(command, nth);
    const what = kindOf(command, params, nth);
    if (points.some((point) => point.command === command && point.what === what)) continue;
    points.push({ command, what, nth });
  }
  return points;
}

/** Every point with every trouble that it can have. */
export function faultCases(points: readonly FaultPoint[]): readonly FaultCase[] {
  return points.flatMap((point) => {
    const troubles: Trouble[] = ["refused", "reply lost"];
    if (canHave(point.command, "fail-job")) troubles.push("job fails");
    troubles.push("killed");
    return troubles.map((trouble) => ({ ...point, trouble }));
  });
}

function kindOf(command: string, params: Readonly<Record<string, string>>, nth: number): string {
  if (command === "createTags") return params.resourcetype ?? "";
  if (command === "associateIpAddress") return nth === 1 ? "source NAT" : "public";
  if (command === "deployVirtualMachine") return /-cp-\d/.test(params.name ?? "") ? "server" : "agent";
  return "";
}
