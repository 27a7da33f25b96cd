import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { FatalError } from "../log.ts";
import type { ConfigDocument } from "./merge.ts";

/** Reads config.yaml and its drop-ins in `config.yaml.d`, in the order in which they apply. A missing file is an empty one. */
export function readConfig(path: string): ConfigDocument[] {
  const folder = `${path}.d`;
  const dropIns = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  return [path, ...dropIns.map((name) => join(folder, name))].filter(existsSync).map((file) => {
    try {
      return { file, content: parse(readFileSync(file, "utf8")) as unknown };
    } catch (error) {
      throw new FatalError(`failed to read config file ${file}: ${(error as Error).message.split("\n")[0]}`);
    }
  });
}
