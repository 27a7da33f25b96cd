import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { App } from "cdktf";
import { readProject } from "../../../platform/project.ts";
import { createAppStacks } from "../../../platform/stacks/app-stacks.ts";
import { writeStackFiles } from "../../../platform/stacks/write-stack-files.ts";

/*
 * Synthesises the blueprints of the folder that it runs in, as `platform/main.ts` does, and prints what that took without the start of
 * the process: CPU time in microseconds, and bytes that are held at its end by what was read and made.
 */
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
const held = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const heldBefore = held();
const before = process.cpuUsage();
const project = readProject(process.cwd(), undefined);
const app = new App();
const files = createAppStacks(app, project.platform, project.facts, project.apps);
app.synth();
writeStackFiles(app.outdir, files);
const { user, system } = process.cpuUsage(before);
const memory = held() - heldBefore;
process.stdout.write(JSON.stringify({ cpu: user + system, memory, stacks: files.length }));
