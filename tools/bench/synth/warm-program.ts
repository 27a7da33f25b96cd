import { App, LocalBackend, TerraformStack } from "cdktf";
import { readPlatform } from "../../../platform/read-platform.ts";
import { PlatformStack } from "../../../platform/stacks/platform-stack.ts";

/** Synthesises twice what its argument names and prints how long the second time took, in milliseconds. */
const programs: Readonly<Record<string, (app: App) => void>> = {
  platform(app) {
    const { config } = readPlatform(process.cwd(), undefined);
    if (config === undefined) throw new Error("platform.toml has mistakes");
    new PlatformStack(app, { config, dir: process.cwd(), environment: undefined });
  },
  empty(app) {
    const stack = new TerraformStack(app, "empty");
    new LocalBackend(stack, { path: "../../../terraform.empty.tfstate" });
  },
};

function synth(program: (app: App) => void): number {
  const started = performance.now();
  const app = new App();
  program(app);
  app.synth();
  return performance.now() - started;
}

const program = programs[process.argv[2] ?? ""];
if (program === undefined) throw new Error(`usage: warm-program.ts ${Object.keys(programs).join("|")}`);
synth(program);
process.stdout.write(String(synth(program)));
