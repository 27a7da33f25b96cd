import { describe, expect, it } from "vitest";
import { checkPublicRange } from "./public-range.ts";

describe("checkPublicRange", () => {
  it("takes a part of the loopback range", () => {
    expect(() => checkPublicRange("127.0.77.0/24")).not.toThrow();
  });

  it.each(["127.0.0.0/24", "127.0.0.0/16", "127.0.0.0/8", "10.0.0.0/24", "127.0.77.0", "nonsense"])(
    "refuses %s",
    (range) => {
      expect(() => checkPublicRange(range)).toThrow(`cannot be '${range}'`);
    },
  );
});
