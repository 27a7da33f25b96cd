import { join } from "node:path";
import { App } from "cdktf";
import { formatDiagnostics } from "./config/diagnostic.ts";

import { LocoError } from "./errors/loco-error.ts";
import { readPlatform } from "./read-platform.ts";
import { forgetOtherEnvironment } from "./stacks/environment-switch.ts";
import { protectLocalState } from "./stacks/local-state.ts";
import { PlatformStack } from "./stacks/platform-stack.ts";

/** Run by cdktf (cdktf.json) in the platform's folder; writes the stacks to `cdktf.out`. */
function main(): number {
  const environment = process.env.LOCO_ENV;
  const { config, diagnostics } = readPlatform(process.cwd(), environment);
  if (diagnostics.length > 0) process.stderr.write(`${formatDiagnostics(diagnostics)}\n`);
  if (config === undefined) return 1;
  const app = new App();
  new PlatformStack(app, { config, dir: process.cwd(), environment });
  app.synth();
  forgetOtherEnvironment(join(app.outdir, "stacks", "platform"), environment);
  protectLocalState(process.cwd(), config, environment);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof LocoError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
  process.exitCode = 1;
}
