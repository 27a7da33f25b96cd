import { link, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { buildKey, type GoPlatform, goPlatform } from "./build-key.ts";
import { isIntact, writeManifest } from "./build-manifest.ts";
import type { ToolchainContext } from "./context.ts";
import { buildFlags, findGo, goBuild } from "./go.ts";
import {
  executableName,
  type GoModule,
  type GoModuleFiles,
  readModuleFiles,
  requiredGo,
} from "./go-module.ts";

/** Puts a module's programs, under their Go names, into `outDir`; returns the compiler's version. */
export type Builder = (
  outDir: string,
  workDir: string,
  progress: (detail: string) => void,
) => Promise<string>;

/**
 * The folder with a module's programs, each at its {@link GoProgram.places}; built when it is not in the cache or damaged.
 *
 * A build happens in a folder beside and appears with one rename: whoever is killed leaves nothing that looks finished, and of two
 * that build at once the later one takes the earlier one's result. Errors: `TOOL_MISSING`, `TOOL_TOO_OLD`, `TOOL_FAILED`.
 */
export async function ensureBuilt(module: GoModule, context: ToolchainContext): Promise<string> {
  const files = await readModuleFiles(module.name);
  const dir = buildFolder(module, files, context.cacheDir);
  return ensureBuiltWith(dir, module, context, async (outDir, workDir, progress) => {
    const go = await findGo(module.title, requiredGo(files.goMod), context);
    await goBuild(go, module, { outDir, workDir }, context, progress);
    return go.version;
  });
}

/** {@link ensureBuilt} into a given folder with a given builder. */
export async function ensureBuiltWith(
  dir: string,
  module: GoModule,
  { reporter }: Pick<ToolchainContext, "reporter">,
  build: Builder,
): Promise<string> {
  if (await isIntact(dir)) return dir;
  return reporter.step(`build ${module.title} (once)`, async (progress) => {
    await removeAbandoned(dir);
    const temp = await mkdtemp(`${temporaryPrefix(dir)}${process.pid}-`);
    const [outDir, workDir] = [join(temp, "out"), join(temp, "work")];
    try {
      await mkdir(outDir, { recursive: true });
      await mkdir(workDir, { recursive: true });
      const compiler = await build(outDir, workDir, progress);
      const built = join(temp, "built");
      await arrange(module, outDir, built);
      await writeManifest(
        built,
        compiler,
        module.programs.flatMap((program) => program.places),
      );
      await install(built, dir, join(temp, "damaged"));
    } finally {
      await rm(temp, { recursive: true, force: true });
    }
    return dir;
  });
}

function buildFolder(module: GoModule, files: GoModuleFiles, cacheDir: string): string {
  const platform: GoPlatform = goPlatform(process.platform, process.arch);
  return join(
    cacheDir,
    "toolchain",
    `${module.name}-${buildKey(module, files, platform, buildFlags(module))}`,
  );
}

async function arrange(module: GoModule, outDir: string, built: string): Promise<void> {
  for (const program of module.programs) {
    for (const [index, place] of program.places.entries()) {
      const target = join(built, place);
      await mkdir(dirname(target), { recursive: true });
      if (index === 0) await rename(join(outDir, executableName(program.package)), target);
      else await link(join(built, program.places[0] ?? place), target);
    }
  }
}

async function install(built: string, dir: string, damaged: string): Promise<void> {
  try {
    await rename(built, dir);
  } catch {
    // Something is there: another process was faster, or a damaged build that has to make room.
    if (await isIntact(dir)) return;
    await rename(dir, damaged);
    await rename(built, dir);
  }
}

async function removeAbandoned(dir: string): Promise<void> {
  const parent = dirname(dir);
  await mkdir(parent, { recursive: true });
  const prefix = basename(temporaryPrefix(dir));
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    if (isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** What the folder of a build that is under way starts with; the builder's process id follows. */
function temporaryPrefix(dir: string): string {
  return join(dirname(dir), `.${basename(dir)}.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
