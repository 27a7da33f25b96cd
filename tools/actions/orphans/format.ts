import { table } from "../../console/table.ts";
import type { Failure } from "./delete.ts";
import type { SearchResult } from "./find.ts";
import type { Finding } from "./finding.ts";

/** The listing for a person. */
export function formatFindings(platform: string, { orphans, kept, doubt }: SearchResult): string {
  const parts: string[] = [];
  if (orphans.length === 0)
    parts.push(`nothing is left over: state knows everything of ${platform} in CloudStack`);
  else parts.push(`Not in the state of ${platform}:\n\n${rows(orphans, "TAKEN FOR ITS OWN BY")}`);
  if (kept.length > 0)
    parts.push(`Not deleted, because somebody else's:\n\n${rows(grouped(kept), "NOT DELETED")}`);
  if (doubt !== undefined) {
    parts.push(
      `Careful: ${doubt}.\nIf this platform is alive, these are its machines: bring its state back instead (docs/how-to/interrupted-apply.md).`,
    );
  }
  return parts.join("\n\n");
}

/** What is left after a deletion. */
export function formatLeft(left: readonly Finding[], failures: readonly Failure[]): string {
  const problems = new Map(failures.map(({ finding, problem }) => [finding.id, problem]));
  const lines = left.map((one) => `${one.kind} ${one.name}: ${problems.get(one.id) ?? "appeared meanwhile"}`);
  return `Left:\n\n${lines.join("\n")}\n\nRun it again when what is said here is settled; what CloudStack is still working on takes a while.`;
}

function rows(findings: readonly Finding[], last: string): string {
  return table(
    ["KIND", "NAME", "ID", last],
    findings.map(({ kind, name, id, state, reason }) => [
      state === undefined || state === "Running" ? kind : `${kind} (${state})`,
      name,
      id,
      reason,
    ]),
  );
}

/** Many of the same, like the rules of a cluster's Services, as one line. */
function grouped(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = `${one.kind} ${one.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return group.length < 4 || first === undefined
      ? group
      : [{ ...first, name: `${group.length} of them`, id: "" }];
  });
}
