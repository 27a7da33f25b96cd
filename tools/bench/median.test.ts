import { describe, expect, it } from "vitest";
import { median } from "./median.ts";

describe("median", () => {
  it("is the middle one of an odd count, by size and not by spelling", () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  it("is the mean of the two in the middle of an even count", () => {
    expect(median([4, 1, 3, 10])).toBe(3.5);
  });

  it("leaves what it is given as it was", () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });

  it("does not invent one for nothing", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
