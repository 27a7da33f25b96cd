import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../sandbox/cloudstack/request-log.ts";
import { countCalls, differences, total } from "./call-count.ts";

const time = "2026-01-01T00:00:00.000Z";
const request = (command: string, job?: string): LogEntry => ({
  kind: "request",
  time,
  command,
  method: "GET",
  params: {},
  status: 200,
  milliseconds: 1,
  ...(job === undefined ? {} : { job }),
});
const log: readonly LogEntry[] = [
  request("listZones"),
  request("createTags", "j1"),
  request("queryAsyncJobResult"),
  { kind: "job", time, command: "createTags", job: "j1", status: "succeeded" },
  request("queryAsyncJobResult"),
  request("listZones"),
];

describe("countCalls", () => {
  it("counts by command, polls apart, and no job's end", () => {
    expect(countCalls(log)).toEqual({ calls: { createTags: 1, listZones: 2 }, polls: 2 });
  });

  it("adds up to all calls but polls", () => {
    expect(total(countCalls(log).calls)).toBe(3);
  });
});

describe("differences", () => {
  it("names each command whose count is another one, also where it is missing on one side", () => {
    expect(differences({ a: 1, b: 2, c: 1 }, { a: 1, b: 1, d: 3 })).toEqual([
      "b 2, expected 1",
      "c 1, expected 0",
      "d 0, expected 3",
    ]);
  });
});
