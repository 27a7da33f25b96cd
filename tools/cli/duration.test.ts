import { expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

it.each([
  ["90s", 90_000],
  ["15m", 900_000],
  ["1h", 3_600_000],
])("reads %s", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(["", "15", "0m", "1.5m", "m", "-1s", "15 m", "1d"])("refuses '%s'", (text) => {
  expect(() => parseDuration(text)).toThrow("such as 90s, 15m or 1h");
});
