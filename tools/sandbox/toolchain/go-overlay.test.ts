import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { moduleFolder, readModuleFiles } from "./go-module.ts";
import { overlayFlags } from "./go-overlay.ts";

const folder = moduleFolder("observability");

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "loco-go-overlay-"));
  await mkdir(join(root, "work"));
  await mkdir(join(root, "sources/ui"), { recursive: true });
  await writeFile(join(root, "sources/ui/web.go"), "package ui\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const flags = () =>
  overlayFlags(
    {
      name: "observability",
      incomplete: [{ path: "example.com/server", files: { "ui/dist/a.html": "<a>" } }],
    },
    join(root, "work"),
    async (path) => join(root, path === "example.com/server" ? "sources" : "other"),
  );

test("a module that lacks nothing is built as it is", async () => {
  const none = () => Promise.reject(new Error("not asked for"));
  expect(await overlayFlags({ name: "observability" }, root, none)).toEqual([]);
});

test("a module that lacks files appears in a folder with its sources and those files", async () => {
  expect(await flags()).toEqual([`-modfile=${root}/work/go.mod`, `-overlay=${root}/work/overlay.json`]);
  const overlay = JSON.parse(await readFile(join(root, "work/overlay.json"), "utf8"));
  expect(overlay).toEqual({
    Replace: {
      [`${folder}/overlay-0/ui/web.go`]: `${root}/sources/ui/web.go`,
      [`${folder}/overlay-0/ui/dist/a.html`]: `${root}/work/overlay-0-0`,
    },
  });
  expect(await readFile(join(root, "work/overlay-0-0"), "utf8")).toBe("<a>");
});

test("go.mod says where that folder is, and nothing else changes", async () => {
  await flags();
  const { goMod, goSum } = await readModuleFiles("observability");
  expect(await readFile(join(root, "work/go.mod"), "utf8")).toBe(
    `${goMod}\nreplace example.com/server => ./overlay-0\n`,
  );
  expect(await readFile(join(root, "work/go.sum"), "utf8")).toBe(goSum);
});
