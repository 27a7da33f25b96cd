import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { formatError } from "../cli/format-error.ts";
import { terminalReporter } from "../console/reporter.ts";
import { cacheDir } from "../sandbox/toolchain/context.ts";
import { generators } from "./generators.ts";
import { type Repository, runGenerators } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const repository: Repository = {
  read: (path) => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch {
      return undefined;
    }
  },
  write: (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  },
};

const { check, all } = parseArgs({
  options: { check: { type: "boolean", default: false }, all: { type: "boolean", default: false } },
}).values;
const reporter = terminalReporter(process.stderr);

try {
  const fresh = await runGenerators(
    generators(root, { cacheDir: cacheDir(process.env), reporter, env: process.env }, all),
    repository,
    { check, complete: all, command: `npm run gen${all ? " -- --all" : ""}` },
    reporter,
  );
  process.exitCode = fresh ? 0 : 1;
} catch (error) {
  reporter.info(formatError(error, true));
  process.exitCode = 1;
}
