import { readFileSync } from "node:fs";
import { terminalAsk } from "../console/ask.ts";
import { terminalReporter } from "../console/reporter.ts";
import { runLoco } from "./run.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const verbose = process.env.LOCO_VERBOSE === "1";

// Node types an exit code that was never set as undefined, stricli as null.
const stricliProcess = process as typeof process & { exitCode: number | string | null };

// Whoever read the output may have enough of it, as `| head -3` has; what the command does goes on to its end.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const ask = terminalAsk(process.stdin, process.stderr);

const context = {
  process: stricliProcess,
  reporter: terminalReporter(process.stderr),
  ...(ask === undefined ? {} : { ask }),
  cwd: process.cwd(),
  env: process.env,
};
await runLoco(process.argv.slice(2), context, { version, verbose });
