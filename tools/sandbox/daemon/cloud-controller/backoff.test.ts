import { expect, it } from "vitest";
import { backoff } from "./backoff.ts";

it("waits longer after each failure, but no longer than five minutes, and not at all for what changed", () => {
  let now = 0;
  const { isDue, failed, forget } = backoff(() => now);
  const waited = () => {
    failed("a");
    const start = now;
    while (!isDue("a")) now += 1_000;
    return (now - start) / 1_000;
  };
  expect(Array.from({ length: 8 }, waited)).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
  failed("a");
  expect([isDue("a"), isDue("b")]).toEqual([false, true]);
  forget("a");
  expect(isDue("a")).toBe(true);
});
