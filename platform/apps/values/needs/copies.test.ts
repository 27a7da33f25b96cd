import { expect, it } from "vitest";
import { copiesIn } from "./copies.ts";

it.each([
  ["@daily", 14, 14],
  ["@hourly", 2, 48],
  ["@weekly", 14, 2],
  ["@weekly", 1, 1],
  ["0 3 * * *", 30, 30],
  ["0 */6 * * *", 7, 28],
  ["30 1,13 * * *", 7, 14],
  ["0 2 * * 1-5", 7, 5],
  ["0 2 * * mon-fri", 7, 7],
  ["0 2 1 * *", 62, 2],
  ["*/5 * * * *", 1, 288],
])("counts the copies that %s makes in %i days: %i", (cron, days, copies) => {
  expect(copiesIn(days, cron)).toBe(copies);
});
