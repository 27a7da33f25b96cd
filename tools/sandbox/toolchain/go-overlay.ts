import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type GoModule, moduleFolder } from "./go-module.ts";

/**
 * The flags with which `go build` sees the missing files of {@link GoModule.incomplete}; `sourcesOf` gives the folder of a module's
 * sources. Everything is written into `workDir`.
 *
 * Go refuses an overlay over its module cache, so such a module is replaced by a folder that exists in the overlay alone. Its version
 * and sources stay those that `go.mod` and `go.sum` pin. https://pkg.go.dev/cmd/go, "-overlay"
 */
export async function overlayFlags(
  module: Pick<GoModule, "name" | "incomplete">,
  workDir: string,
  sourcesOf: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const { name, incomplete = [] } = module;
  if (incomplete.length === 0) return [];
  const folder = moduleFolder(name);
  const replace: Record<string, string> = {};
  let goMod = await readFile(join(folder, "go.mod"), "utf8");
  for (const [index, { path, files }] of incomplete.entries()) {
    const place = `overlay-${index}`;
    const sources = await sourcesOf(path);
    for (const file of await filesIn(sources)) replace[join(folder, place, file)] = join(sources, file);
    for (const [number, [file, content]] of Object.entries(files).entries()) {
      const standIn = join(workDir, `${place}-${number}`);
      await writeFile(standIn, content);
      replace[join(folder, place, file)] = standIn;
    }
    goMod += `\nreplace ${path} => ./${place}\n`;
  }
  await writeFile(join(workDir, "go.mod"), goMod);
  await copyFile(join(folder, "go.sum"), join(workDir, "go.sum"));
  await writeFile(join(workDir, "overlay.json"), JSON.stringify({ Replace: replace }));
  return [`-modfile=${join(workDir, "go.mod")}`, `-overlay=${join(workDir, "overlay.json")}`];
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
