import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../../../platform/errors/loco-error.ts";

/** A folder as it was at a git ref. */
export interface FolderAt {
  readonly dir: string;
  /** The arguments that are there, as they are named from `dir`. */
  readonly args: readonly string[];
}

/**
 * Gives `use` the files below a folder as they were at a git ref, in a temporary place; the repository stays as it is.
 * Errors: REF_UNKNOWN, TOOL_MISSING.
 *
 * @param needed as well: files, folders or names of blueprints, and folders around this one
 */
export async function withFilesAt<T>(
  cwd: string,
  ref: string,
  { args, above = [] }: { readonly args: readonly string[]; readonly above?: readonly string[] },
  use: (folder: FolderAt) => Promise<T>,
): Promise<T> {
  const top = realpathSync(
    await git(cwd, ["rev-parse", "--show-toplevel"], `${cwd} is in no git repository`),
  );
  const verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  const commit = await git(cwd, verify, `git knows no ${ref}`);
  const here = realpathSync(cwd);
  const temporary = mkdtempSync(join(tmpdir(), "loco-diff-"));
  try {
    const files = join(temporary, "files");
    const dir = join(files, relative(top, here));
    mkdirSync(dir, { recursive: true });
    // Who looks upwards for the platform stops at the top of a repository.
    mkdirSync(join(files, ".git"));
    const places = args.map((arg) => inRepository(top, resolve(here, arg), arg));
    const around = above
      .map((each) => relative(top, realpathSync(each)))
      .filter((each) => each !== ".." && !each.startsWith(`..${sep}`));
    await checkOut(top, commit, [relative(top, here), ...places, ...around], temporary);
    const there = args
      .map((arg) => (existsSync(resolve(here, arg)) ? relative(here, resolve(here, arg)) || "." : arg))
      .filter((arg) => existsSync(join(dir, arg)) || existsSync(join(dir, "blueprints", arg)));
    return await use({ dir, args: there });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Writes what is tracked below places of a repository into `<temporary>/files`, through an index of its own. */
async function checkOut(
  top: string,
  commit: string,
  places: readonly string[],
  temporary: string,
): Promise<void> {
  const env = { GIT_INDEX_FILE: join(temporary, "index") };
  // Hooks of the repository have nothing to do with this.
  const quiet = ["-c", "core.hooksPath=/dev/null"];
  await execa("git", [...quiet, "read-tree", commit], { cwd: top, env });
  const { stdout: list } = await execa("git", [...quiet, "ls-files", "-z"], { cwd: top, env });
  const wanted = list
    .split("\0")
    .filter((path) => path !== "" && places.some((place) => place === "" || isBelow(path, place)));
  const args = [...quiet, "checkout-index", "-z", "--stdin", `--prefix=${join(temporary, "files")}/`];
  await execa("git", args, { cwd: top, env, input: wanted.map((path) => `${path}\0`).join("") });
}

/** An app's files lie beside it, so that of a file its folder is wanted. */
const isBelow = (path: string, place: string): boolean =>
  path === place ||
  path.startsWith(`${place}/`) ||
  (dirname(place) !== "." && path.startsWith(`${dirname(place)}/`));

function inRepository(top: string, path: string, asTyped: string): string {
  const inside = relative(top, existsSync(path) ? realpathSync(path) : path);
  if (inside !== ".." && !inside.startsWith(`..${sep}`)) return inside;
  throw new LocoError("REF_UNKNOWN", `${asTyped} is not in this git repository`, {
    hint: "run this in the repository that the app is in",
  });
}

async function git(cwd: string, args: readonly string[], otherwise: string): Promise<string> {
  const { stdout, exitCode, failed } = await execa("git", args, { cwd, reject: false });
  if (!failed) return stdout.trim();
  if (exitCode === undefined)
    throw new LocoError("TOOL_MISSING", "git is not on PATH", { hint: "install it: https://git-scm.com" });
  throw new LocoError("REF_UNKNOWN", otherwise, {
    hint: "name a branch, a tag or a commit that is here, for instance HEAD or origin/main",
  });
}
