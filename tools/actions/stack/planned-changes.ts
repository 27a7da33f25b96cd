import { parseUiLine } from "./complaints.ts";

/** What a plan would do to one resource. */
export interface PlannedChange {
  readonly address: string;
  /** `["create"]`, `["update"]`, `["delete"]`, or `["delete", "create"]` for a replacement. */
  readonly actions: readonly string[];
  /** Terraform's word for why, as in `replace_by_request`. */
  readonly reason?: string;
}

/** The changes in the output of `plan -json`, sorted by address; what only is read or stays is left out. */
export function plannedChanges(output: string): readonly PlannedChange[] {
  return output
    .split("\n")
    .flatMap((line): PlannedChange[] => {
      const ui = parseUiLine(line);
      if (ui?.type !== "planned_change" || ui.change === undefined) return [];
      const { resource, action, reason } = ui.change;
      if (action === "noop" || action === "read") return [];
      const actions = action === "replace" ? ["delete", "create"] : [action];
      return [{ address: resource.addr, actions, ...(reason === undefined ? {} : { reason }) }];
    })
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}
