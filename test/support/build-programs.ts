import { terminalReporter } from "../../tools/console/reporter.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureLoki } from "../../tools/sandbox/toolchain/loki.ts";
import { ensureObservability } from "../../tools/sandbox/toolchain/observability.ts";

// Builds what the end-to-end tests need beyond the sandbox, one after the other: tests that start side by side would
// otherwise compile the same at the same time.
const context = {
  cacheDir: cacheDir(process.env),
  reporter: terminalReporter(process.stderr),
  env: process.env,
};
await ensureHelm(context);
await ensureObservability(context);
await ensureLoki(context);
