import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A program that a tools module builds. */
export interface GoProgram {
  /** Import path of its main package. */
  readonly package: string;
  /** Where it goes inside the build's folder, relative; every place but the first is a hard link. */
  readonly places: readonly string[];
}

/** A Go module whose zip lacks files that its own release build makes first. */
export interface IncompleteModule {
  /** As `go.mod` names it. */
  readonly path: string;
  /** What stands in for the missing files: content by path inside the module. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A Go module under `modules/` that pins programs and everything they are compiled from.
 *
 * One module is one `go build`: its programs share their compiled libraries.
 */
export interface GoModule {
  /** Its folder under `modules/`. */
  readonly name: string;
  /** What a person reads while it is built. */
  readonly title: string;
  readonly programs: readonly GoProgram[];
  /** Package variables the linker sets (`-X`): upstream releases set them, a plain build leaves them wrong. */
  readonly linkerValues: Readonly<Record<string, string>>;
  /** Build tags, which leave parts out that nobody here needs. */
  readonly tags?: readonly string[];
  readonly incomplete?: readonly IncompleteModule[];
}

/** The two files that decide what is built. */
export interface GoModuleFiles {
  readonly goMod: string;
  readonly goSum: string;
}

/** The folder of a tools module in this repository. */
export function moduleFolder(name: string): string {
  return fileURLToPath(new URL(`modules/${name}`, import.meta.url));
}

/** Reads a tools module's `go.mod` and `go.sum`. */
export async function readModuleFiles(name: string): Promise<GoModuleFiles> {
  const folder = moduleFolder(name);
  const [goMod, goSum] = await Promise.all([
    readFile(`${folder}/go.mod`, "utf8"),
    readFile(`${folder}/go.sum`, "utf8"),
  ]);
  return { goMod, goSum };
}

/** The lowest Go version that a `go.mod` accepts, as in `1.24.0`. */
export function requiredGo(goMod: string): string {
  const version = /^go (\S+)$/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error("go.mod has no go line");
  return version;
}

/** The version, with its `v`, that a `go.mod` pins for a module; what a `replace` names wins. */
export function pinnedVersion(goMod: string, path: string): string {
  const escaped = path.replaceAll(".", "\\.");
  const replaced = new RegExp(`^(?:replace )?\\s*${escaped}(?: v\\S+)? => \\S+ (v\\S+)`, "m").exec(goMod);
  const required = new RegExp(`^(?:require )?\\s*${escaped} (v\\S+)`, "m").exec(goMod);
  const version = replaced?.[1] ?? required?.[1];
  if (version === undefined) throw new Error(`go.mod does not pin ${path}`);
  return version;
}

/** The file name `go build` gives a package: its last path element that is not a major version. */
export function executableName(packagePath: string): string {
  const parts = packagePath.split("/").filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? packagePath;
}
