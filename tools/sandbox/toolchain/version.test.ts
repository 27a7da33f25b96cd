import { expect, test } from "vitest";
import { compareVersions } from "./version.ts";

test.each([
  ["1.6.0", "1.11.4"],
  ["1.24", "1.24.1"],
  ["v1.9.9", "1.10"],
  ["1.5.7", "1.6.0-alpha1"],
])("%s is older than %s", (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test("missing numbers count as zero and suffixes do not count", () => {
  expect(compareVersions("v1.24", "1.24.0")).toBe(0);
  expect(compareVersions("1.27rc1", "1.27.0")).toBe(0);
});
