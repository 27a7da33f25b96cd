import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";

/** What of a folder is looked at. */
export interface Folder {
  readonly name: string;
  /** Paths of its files, not far down, sorted. */
  readonly files: readonly string[];
  /** Text of a file; undefined when it is not there, or is no small text that may be read. */
  readonly read: (path: string) => string | undefined;
  /** Whether a file is there of which `read` gives nothing. */
  readonly isUnread: (path: string) => boolean;
}

const LARGEST = 256 * 1024;
const MOST = 2000;
const DEPTH = 2;
const SKIPPED =
  /^(?:\..*|node_modules|vendor|target|dist|build|out|venv|__pycache__|tests?|docs?|examples?)$/;

/** Looks into a folder; hidden ones and those of dependencies are left out. */
export function openFolder(dir: string): Folder {
  const files: string[] = [];
  const walk = (under: string, depth: number): void => {
    for (const entry of readdirSync(join(dir, under), { withFileTypes: true })) {
      const path = under === "" ? entry.name : `${under}/${entry.name}`;
      if (entry.isFile() && files.length < MOST) files.push(path);
      else if (entry.isDirectory() && depth < DEPTH && !SKIPPED.test(entry.name)) walk(path, depth + 1);
    }
  };
  walk("", 0);
  const read = (path: string) => readSmall(dir, path);
  return {
    name: basename(realpathSync(dir)),
    files: files.sort(),
    read,
    isUnread: (path) => files.includes(path) && read(path) === undefined,
  };
}

function readSmall(dir: string, path: string): string | undefined {
  const whole = join(dir, path);
  if (!existsSync(whole)) return undefined;
  const inside = relative(realpathSync(dir), realpathSync(whole));
  const stat = statSync(whole);
  if (inside.startsWith(`..${sep}`) || !stat.isFile() || stat.size > LARGEST) return undefined;
  try {
    const text = readFileSync(whole, "utf8");
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
