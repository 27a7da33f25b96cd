import { expect, test } from "vitest";
import { cliReference } from "./cli-reference.ts";

const page = cliReference(
  [
    ["loco a b", "USAGE\n  loco a b [--x]   \n\nDoes it.\n"],
    ["loco c", "USAGE\n  loco c\n"],
  ],
  { ok: 0, failed: 1, usage: 2 },
);

test("has each command's help under a heading of its own, without trailing blanks", () => {
  expect(page).toContain(
    "## `loco a b`\n\n```text\nUSAGE\n  loco a b [--x]\n\nDoes it.\n```\n\n## `loco c`\n",
  );
});

test("explains the exit codes", () => {
  expect(page).toMatch(/Exit code 0: done\. 1: .* 2: the\s+command line itself was wrong\./s);
});
