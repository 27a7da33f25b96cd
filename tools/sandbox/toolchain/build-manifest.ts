import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

interface BuiltFile {
  /** Relative to the build's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

interface BuildManifest {
  /** The compiler that built the files, as `go version` prints it. */
  readonly compiler: string;
  readonly files: readonly BuiltFile[];
}

const fileName = "manifest.json";

/** Records the files of a finished build, so that a damaged one is noticed. */
export async function writeManifest(dir: string, compiler: string, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path): Promise<BuiltFile> => {
      const { size, mtimeMs } = await stat(join(dir, path));
      return { path, bytes: size, modifiedMs: mtimeMs, sha256: await sha256(join(dir, path)) };
    }),
  );
  const manifest: BuildManifest = { compiler, files };
  await writeFile(join(dir, fileName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Whether a folder holds a whole build whose files are as they were written. */
export async function isIntact(dir: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(dir, fileName), "utf8")) as BuildManifest;
    const checks = await Promise.all(manifest.files.map((file) => isUnchanged(join(dir, file.path), file)));
    return checks.every(Boolean);
  } catch {
    return false;
  }
}

// Half a gigabyte is hashed only when a cheaper look leaves a doubt, as after a copy or a restored CI cache.
async function isUnchanged(path: string, file: BuiltFile): Promise<boolean> {
  const { size, mtimeMs } = await stat(path);
  if (size !== file.bytes) return false;
  return mtimeMs === file.modifiedMs || (await sha256(path)) === file.sha256;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
