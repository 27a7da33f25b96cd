import { expect, test } from "vitest";
import type { Reporter } from "../console/reporter.ts";
import type { Generator } from "./generator.ts";
import { type RunOptions, runGenerators } from "./run.ts";

const makes = (...files: { path: string; text: string }[]): Generator => ({
  title: files.map(({ path }) => path).join(", "),
  generate: async () => ({ kind: "files", files }),
});

async function run(
  generators: readonly Generator[],
  present: Record<string, string>,
  check: boolean,
  complete = false,
) {
  const lines: string[] = [];
  const files = new Map(Object.entries(present));
  const reporter: Reporter = {
    step: (_title, work) => work(() => {}),
    info: (line) => lines.push(line),
    warn: (line) => lines.push(`warning  ${line}`),
  };
  const options: RunOptions = { check, complete, command: "npm run gen" };
  const repository = {
    read: (path: string) => files.get(path),
    write: (path: string, text: string) => void files.set(path, text),
  };
  const fresh = await runGenerators(generators, repository, options, reporter);
  return { fresh, lines, files: Object.fromEntries(files) };
}

const three = [
  makes({ path: "same", text: "1" }, { path: "changed", text: "2" }),
  makes({ path: "new", text: "3" }),
];
const before = { same: "1", changed: "old" };

test("writes the files that are missing or differ", async () => {
  const { fresh, lines, files } = await run(three, before, false);
  expect(files).toEqual({ same: "1", changed: "2", new: "3" });
  expect(lines).toEqual(["wrote  changed", "wrote  new"]);
  expect(fresh).toBe(true);
});

test("check lists every stale file with the command that writes them, and writes nothing", async () => {
  const { fresh, lines, files } = await run(three, before, true);
  expect(files).toEqual(before);
  expect(lines).toEqual(["stale  changed", "stale  new", "run npm run gen"]);
  expect(fresh).toBe(false);
});

test("check is silent when nothing is stale", async () => {
  expect(await run(three, { same: "1", changed: "2", new: "3" }, true)).toMatchObject({
    fresh: true,
    lines: [],
  });
});

test("a generator whose tool is missing is named and does not stop the others", async () => {
  const without: Generator = {
    title: "bindings",
    generate: async () => ({ kind: "unavailable", reason: "no Go compiler on PATH" }),
  };
  const { fresh, lines } = await run([without, makes({ path: "new", text: "3" })], {}, true);
  expect(lines[0]).toBe("warning  bindings not looked at: no Go compiler on PATH");
  expect(lines).toContain("stale  new");
  expect(fresh).toBe(false);
});

test("a generator whose tool is missing is a failure where all must be looked at", async () => {
  const without: Generator = {
    title: "bindings",
    generate: async () => ({ kind: "unavailable", reason: "no Go compiler on PATH" }),
  };
  expect((await run([without], {}, true, true)).fresh).toBe(false);
  expect((await run(three, { same: "1", changed: "2", new: "3" }, true, true)).fresh).toBe(true);
});
