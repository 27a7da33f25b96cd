import { formatKey, type Problem } from "../../config/diagnostic.ts";
import type { AppFile } from "../app-file.gen.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Kubernetes takes a ConfigMap of 1 MiB, which in a release is there more than once. */
const MOST_BYTES = 512 * 1024;

const WAYS = ["content", "source", "secret"] as const;

/** Every file is given in one way, and can be read. */
export const filesRule: AppRule = {
  reads: ["files"],
  check({ files }, { source }) {
    const problems: Problem[] = [];
    let size = 0;
    for (const [path, file] of Object.entries(files)) {
      const at = ["files", path];
      const given = WAYS.filter((way) => file[way] !== undefined);
      if (given.length !== 1) {
        const message =
          given.length === 0
            ? `needs one of ${WAYS.join(", ")}`
            : `has ${given.join(" and ")}; keep one of them`;
        problems.push(wrong(at, message));
        continue;
      }
      const text = file.source === undefined ? (file.content ?? "") : source.read(file.source);
      if (text === undefined)
        problems.push(
          wrong([...at, "source"], `is not there: no file ${file.source} beside ${source.file.file}`),
        );
      else if (text === null)
        problems.push(wrong([...at, "source"], "is not text in UTF-8; put what is binary into the image"));
      else size += Buffer.byteLength(text);
    }
    if (size > MOST_BYTES)
      problems.push(
        wrong(
          ["files"],
          `are ${Math.ceil(size / 1024)} KiB together, of at most ${MOST_BYTES / 1024}; put them into the image`,
        ),
      );
    return problems;
  },
};

/** Nothing may be put here: the container runtime's own. */
const SYSTEM = ["/dev", "/proc", "/sys"];

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

interface Mount {
  /** Where the file says it. */
  readonly at: Problem["path"];
  readonly atKey: boolean;
  /** In the container. */
  readonly path: string;
}

/** What is put into containers does not lie over each other. */
export const mountRule: AppRule = {
  reads: ["files", "scratch", "volumes"],
  check(file) {
    const mounts = mountsOf(file);
    return mounts.flatMap(({ at, atKey, path }, i): Problem[] => {
      const refused = (message: string): Problem[] => [{ ...wrong(at, message), atKey }];
      const system = SYSTEM.find((folder) => within(path, folder));
      if (system !== undefined) return refused(`must not lie in ${system}, which is the system's own`);
      if (path === "/tmp") return refused("can be written to in any case; leave it out");
      const over = mounts.slice(0, i).find((other) => within(path, other.path) || within(other.path, path));
      return over === undefined ? [] : refused(`lies over ${formatKey(over.at)}; one would hide the other`);
    });
  },
};

const mountsOf = ({ files, scratch, volumes }: AppFile): Mount[] => [
  ...Object.entries(volumes).map(([name, { path }]) => ({
    at: ["volumes", name, "path"],
    atKey: false,
    path,
  })),
  ...Object.keys(files).map((path) => ({ at: ["files", path], atKey: true, path })),
  ...Object.keys(scratch).map((path) => ({ at: ["scratch", path], atKey: true, path })),
];
