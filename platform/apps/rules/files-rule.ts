import type { Problem } from "../../config/diagnostic.ts";
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

/** What is put into containers does not lie over each other. */
export const mountRule: AppRule = {
  reads: ["files", "scratch"],
  check(file) {
    const mounts = mountsOf(file);
    return mounts.flatMap(([key, path], i): Problem[] => {
      const at = { atKey: true };
      const system = SYSTEM.find((folder) => within(path, folder));
      if (system !== undefined)
        return [{ ...wrong([key, path], `must not lie in ${system}, which is the system's own`), ...at }];
      if (path === "/tmp")
        return [{ ...wrong([key, path], "can be written to in any case; leave it out"), ...at }];
      const over = mounts.slice(0, i).find(([, other]) => within(path, other) || within(other, path));
      if (over === undefined) return [];
      return [
        {
          ...wrong([key, path], `lies over ${over[0]}.${JSON.stringify(over[1])}; one would hide the other`),
          ...at,
        },
      ];
    });
  },
};

const mountsOf = ({ files, scratch }: AppFile): (readonly [key: string, path: string])[] => [
  ...Object.keys(files).map((path) => ["files", path] as const),
  ...Object.keys(scratch).map((path) => ["scratch", path] as const),
];
