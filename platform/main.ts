import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { formatDiagnostics } from "./config/diagnostic.ts";
import { LocoError } from "./errors/loco-error.ts";
import { type Project, readProject } from "./project.ts";
import { createAppStacks } from "./stacks/app-stacks.ts";
import { appStateFolder } from "./stacks/app-state.ts";
import { forgetOtherEnvironment } from "./stacks/environment-switch.ts";
import { protectLocalState } from "./stacks/local-state.ts";
import { PlatformStack } from "./stacks/platform-stack.ts";
import { writeStackFiles } from "./stacks/write-stack-files.ts";

/**
 * Run by cdktf (cdktf.json) in the platform's folder; writes the stacks to `cdktf.out`. An app with mistakes stops nobody
 * else: its stack says them when it is planned.
 */
function main(): void {
  const dir = process.cwd();
  // Set and empty is how a shell takes it back for one command.
  const environment = process.env.LOCO_ENV || undefined;
  const project = readProject(dir, environment);
  const words = complaints(project);
  if (words !== "") process.stderr.write(`${words}\n`);
  const app = new App();
  const { config, platform, facts, apps } = project;
  const hasPlatformStack = config !== undefined && platform.environment === environment;
  if (hasPlatformStack) new PlatformStack(app, { config, dir, environment });
  const beside = createAppStacks(app, platform, facts, apps);
  app.synth();
  writeStackFiles(app.outdir, beside);
  for (const stack of app.node.children) {
    forgetOtherEnvironment(join(app.outdir, "stacks", stack.node.id), environment);
  }
  protectStates(dir, project, hasPlatformStack);
}

/** What a person must know of whatever they deploy; warnings of apps are `loco validate`'s. */
function complaints({ warnings, facts, apps }: Project): string {
  const invalid = apps.filter(({ app }) => app === undefined);
  const errors = invalid
    .flatMap(({ diagnostics, between }) => [...diagnostics, ...between])
    .filter(({ severity }) => severity === "error");
  // As in the sandbox, where each would say the same.
  const bare = facts.addons.length === 0 && invalid.length > 0;
  const names = invalid.map(({ name }) => name).join(", ");
  return [
    ...(bare ? [`the platform has no addons, so these apps cannot be deployed: ${names}`] : []),
    formatDiagnostics([...warnings, ...(bare ? [] : errors)]),
    ...(bare || errors.length === 0 ? [] : [`cannot be deployed before that is mended: ${names}`]),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

function protectStates(dir: string, { config, platform }: Project, platformToo: boolean) {
  if (platformToo && config !== undefined) protectLocalState(dir, config, platform.environment);
  if (platform.state.backend !== "local") return;
  mkdirSync(join(dir, appStateFolder(platform.state, platform.environment)), {
    recursive: true,
    mode: 0o700,
  });
}

try {
  main();
} catch (error) {
  if (!(error instanceof LocoError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
  process.exitCode = 1;
}
