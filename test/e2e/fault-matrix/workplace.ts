import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import type { LocoError } from "../../../platform/errors/loco-error.ts";
import { readPlatform } from "../../../platform/read-platform.ts";
import { protectLocalState } from "../../../platform/stacks/local-state.ts";
import { connectCluster } from "../../../tools/actions/orphans/cluster.ts";
import type { OrphanSearch } from "../../../tools/actions/orphans/find.ts";
import { openStack, type Stack } from "../../../tools/actions/stack/stack.ts";
import { silentReporter } from "../../../tools/console/reporter.ts";
import type { Cloud } from "../../../tools/sandbox/cloudstack/cloud.ts";
import { sandboxEnvironment } from "../../../tools/sandbox/deploy.ts";
import { makeScratchProject } from "../../../tools/sandbox/scratch-project.ts";
import { cacheDir } from "../../../tools/sandbox/toolchain/context.ts";
import { ensureProviders } from "../../../tools/sandbox/toolchain/providers.ts";
import { ensureTerraform } from "../../../tools/sandbox/toolchain/terraform.ts";
import { clientOf, startMatrixCloud } from "./clouds.ts";

const STACK = "cdktf.out/stacks/platform";
const STATE = ".sandbox/platform.tfstate";

/** What one run of Terraform came to. */
export interface Run {
  /** Undefined when it was killed. */
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** A folder with a cloud of its own, in which Terraform runs. */
export interface Workplace {
  readonly dir: string;
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly search: OrphanSearch;
  /** Runs Terraform as cdktf does; `url` stands in for the cloud's. `started` gets a function that kills it and its providers. */
  run(
    verb: "apply" | "destroy",
    options?: { readonly url?: string; readonly started?: (kill: () => void) => void },
  ): Promise<Run>;
  /** The text of the state. */
  state(): string;
  /** Does what the next command asks for when Terraform was killed while it wrote the state; whether that was so. */
  mendState(): boolean;
  /** Closes the cloud and deletes the folder. */
  remove(): Promise<void>;
}

/** Where workplaces come from: the platform synthesised once, Terraform initialised once. */
export interface Workshop {
  /** A new workplace: empty, or with what another one has deployed. */
  open(from?: Workplace): Promise<Workplace>;
  remove(): void;
}

/** Prepares everything that the runs have in common: three servers and one agent, so that every kind of object is there. */
export async function prepareWorkshop(): Promise<Workshop> {
  const context = { cacheDir: cacheDir(process.env), reporter: silentReporter, env: process.env };
  const terraform = await ensureTerraform(context);
  const tools = { terraform, providers: await ensureProviders(terraform, context) };
  const original = makeScratchProject("loco-faults-", "127.0.93.0/24");
  const file = join(original, "platform.toml");
  const text = readFileSync(file, "utf8")
    .replace("control_plane_count = 1", "control_plane_count = 3")
    .replace("count = 2", "count = 1");
  writeFileSync(file, text);
  const environment = (url: string) => ({ ...process.env, ...sandboxEnvironment(url, tools) });
  const stack = await openStack(original, environment("http://127.0.0.1:9/client/api"));
  await stack.synth();
  await execa(terraform.binary, [`-chdir=${stack.dir}`, "init", "-input=false"], { env: environment("") });
  const { config } = readPlatform(original, "sandbox");
  if (config === undefined) throw new Error("the example of the repository is not valid");

  return {
    async open(from) {
      const dir = mkdtempSync(join(tmpdir(), "loco-fault-"));
      mkdirSync(join(dir, STACK), { recursive: true });
      mkdirSync(join(dir, ".sandbox"));
      for (const name of ["cdktf.json", "platform.toml", "platform.sandbox.toml"]) {
        cpSync(join(original, name), join(dir, name));
      }
      for (const name of ["cdk.tf.json", ".loco-environment", ".terraform.lock.hcl"]) {
        cpSync(join(original, STACK, name), join(dir, STACK, name));
      }
      symlinkSync(join(original, STACK, ".terraform"), join(dir, STACK, ".terraform"));
      const cloudDir = join(dir, "cloud");
      if (from !== undefined) {
        cpSync(join(from.dir, "cloud"), cloudDir, { recursive: true });
        cpSync(join(from.dir, STATE), join(dir, STATE));
      }
      const cloud = await startMatrixCloud(cloudDir);
      const env = environment(cloud.url);
      const own = await openStack(dir, env);
      return {
        dir,
        cloud,
        stack: own,
        search: { config, client: clientOf(cloud), stack: own, connect: connectCluster },
        state: () => (existsSync(join(dir, STATE)) ? readFileSync(join(dir, STATE), "utf8") : ""),
        mendState: () => mendState(dir, config),
        async run(verb, { url = cloud.url, started } = {}) {
          const child = execa(terraform.binary, [verb, "-auto-approve", "-input=false", "-no-color"], {
            cwd: own.dir,
            env: { ...env, CLOUDSTACK_API_URL: url },
            all: true,
            reject: false,
            stdin: "ignore",
            detached: true,
          });
          // Its providers are in its process group: a machine that loses power takes them along.
          started?.(() => process.kill(-(child.pid ?? Number.NaN), "SIGKILL"));
          const { exitCode, all } = await child;
          return { exitCode, output: all };
        },
        async remove() {
          await cloud.close();
          rmSync(dir, { recursive: true, force: true });
        },
      };
    },
    remove: () => rmSync(original, { recursive: true, force: true }),
  };
}

function mendState(dir: string, config: PlatformConfig): boolean {
  try {
    protectLocalState(dir, config, "sandbox");
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "STATE_LOST" });
    const file = join(dir, STATE);
    if ((error as LocoError).hint?.includes(`cp ${STATE}.backup ${STATE}`)) cpSync(`${file}.backup`, file);
    else rmSync(file);
    return true;
  }
}
