import { terminalReporter } from "../../tools/console/reporter.ts";
import { cacheDir, type ToolchainContext } from "../../tools/sandbox/toolchain/context.ts";

/** What the end-to-end tests take their programs from: the same cache as `npm run sandbox`. */
export const toolchain: ToolchainContext = {
  cacheDir: cacheDir(process.env),
  reporter: terminalReporter(process.stderr),
  env: process.env,
};
