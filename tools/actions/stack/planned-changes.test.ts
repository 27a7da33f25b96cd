import { expect, it } from "vitest";
import { plannedChanges } from "./planned-changes.ts";

const change = (addr: string, action: string, reason?: string) =>
  JSON.stringify({ "@message": "", type: "planned_change", change: { resource: { addr }, action, reason } });

it("shows what changes, sorted, with a replacement as its two steps", () => {
  const output = [
    change("b.one", "replace", "replace_by_request"),
    change("a.one", "create"),
    change("c.one", "noop"),
    change("d.one", "read"),
    "plain words",
  ].join("\n");
  expect(plannedChanges(output)).toEqual([
    { address: "a.one", actions: ["create"] },
    { address: "b.one", actions: ["delete", "create"], reason: "replace_by_request" },
  ]);
});
