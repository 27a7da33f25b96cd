import { execa } from "execa";
import { expect, it } from "vitest";
import { peakMemory } from "./peak-memory.ts";

it.runIf(process.platform === "linux")("counts what a process's children hold", async () => {
  const hold = (then: string) =>
    `const held = Buffer.alloc(64 * 2 ** 20, 1); ${then}; setTimeout(() => held[0], 300);`;
  const child = hold("");
  const parent = hold(
    `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(child)}])`,
  );
  const running = execa(process.execPath, ["-e", parent]);
  expect(await peakMemory(running.pid ?? 0, running)).toBeGreaterThan(128 * 2 ** 20);
});
