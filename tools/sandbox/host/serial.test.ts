import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { serialBySubject } from "./serial.ts";

describe("serialBySubject", () => {
  it("keeps the order of one subject, also after a failure, and lets others pass", async () => {
    const inOrder = serialBySubject();
    const seen: string[] = [];
    const slow = inOrder("a", async () => {
      await delay(20);
      seen.push("a1");
      throw new Error("a1 failed");
    });
    const next = inOrder("a", async () => void seen.push("a2"));
    await inOrder("b", async () => void seen.push("b"));
    await expect(slow).rejects.toThrow("a1 failed");
    await next;
    expect(seen).toEqual(["b", "a1", "a2"]);
  });
});
