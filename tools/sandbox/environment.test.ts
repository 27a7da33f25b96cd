import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { exportLines } from "./environment.ts";

it("writes lines that a shell reads back as they were", () => {
  const script = `${exportLines({ A: `it's "$HOME" \`x\``, B: "" })}\nprintf '%s|%s' "$A" "$B"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(`it's "$HOME" \`x\`|`);
});
