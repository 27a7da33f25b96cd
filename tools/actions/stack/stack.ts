import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { findTerraform } from "../../sandbox/toolchain/terraform.ts";
import { hasNoLocalState } from "./backend.ts";
import { type PlannedChange, plannedChanges } from "./planned-changes.ts";
import { parseState, type StateRecord, type StateResource } from "./state-record.ts";
import { readCdktfProject, synthesise } from "./synth.ts";
import { terraformRunner } from "./terraform-runner.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What to plan or apply. */
export interface StackOptions {
  /** Addresses of resources that are to be made anew. */
  readonly replace?: readonly string[];
  /** Addresses to which the work is limited, with what they depend on. */
  readonly targets?: readonly string[];
  /** Values of Terraform variables; whatever is not a string is passed as JSON. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Told what Terraform is doing. */
  readonly progress?: (detail: string) => void;
}

/** A stack, as the stack `platform`: same folder, state, lock and Terraform as `cdktf deploy platform`. */
export interface Stack {
  /** Where Terraform runs: `cdktf.out/stacks/<stack>` in the project's folder. Absolute. */
  readonly dir: string;
  /** What state holds; nothing when the stack is not deployed. */
  state(): Promise<readonly StateResource[]>;
  /** The whole state; undefined when there has never been one, or it was lost. */
  record(): Promise<StateRecord | undefined>;
  /** Writes `cdk.tf.json` from the platform's files. Errors: CONFIG_INVALID, CONFIG_MISSING, TOOL_FAILED. */
  synth(): Promise<void>;
  /**
   * Applies what was last synthesised. An interrupt of ours makes Terraform finish what it has begun.
   *
   * @throws LocoError TOOL_FAILED with Terraform's words, or with ours where a precondition refused; STATE_LOCKED
   */
  apply(options?: StackOptions): Promise<void>;
  /** Destroys what state has. Errors as those of {@link apply}. */
  destroy(options?: Pick<StackOptions, "progress">): Promise<void>;
  /** What an apply would change. Takes no lock, so it may be asked while another apply runs. */
  plan(options?: StackOptions): Promise<readonly PlannedChange[]>;
  /**
   * Makes sure that no Terraform works on the state now.
   *
   * @throws LocoError STATE_LOCKED
   */
  requireUnlocked(): Promise<void>;
  /** Gives a resource in state another address, in place of whatever has it. The real objects are left alone. */
  move(from: string, to: string): Promise<void>;
  /** Takes resources out of state and leaves the real objects alone; what is not in state is passed over. */
  forget(addresses: readonly string[]): Promise<void>;
}

/**
 * Opens the stack of a project's folder. Synthesises by itself only when that has not been done for this LOCO_ENV, and
 * initialises Terraform when Terraform says that it must be.
 *
 * @throws LocoError TOOL_MISSING, CONFIG_MISSING
 */
export async function openStack(projectDir: string, env: Env): Promise<Stack> {
  const project = readCdktfProject(projectDir);
  const dir = join(project.output, "stacks", "platform");
  const synth = () => synthesise(projectDir, project, env);
  return stackAt(projectDir, dir, env, { synth, isSynthesised: () => isSynthesised(dir, env) });
}

/** How a stack's `cdk.tf.json` comes to be. */
export interface Synthesis {
  readonly synth: () => Promise<void>;
  /** Whether it is there already. */
  readonly isSynthesised: () => boolean;
}

/** Opens the stack in a folder; as {@link openStack}. */
export async function stackAt(
  projectDir: string,
  dir: string,
  env: Env,
  { synth, isSynthesised }: Synthesis,
): Promise<Stack> {
  const binary = await findTerraform(env);
  if (binary === undefined) {
    throw new LocoError("TOOL_MISSING", "neither terraform nor tofu is on PATH", {
      hint: "install one, or name it in TERRAFORM_BINARY_NAME",
    });
  }
  const runner = terraformRunner(projectDir, dir, binary, env);
  const ready = async () => {
    if (!isSynthesised()) await synth();
  };
  const record = async () => {
    await ready();
    if (hasNoLocalState(dir)) return undefined;
    return parseState(await runner.ask(["state", "pull"]));
  };
  const state = async () => (await record())?.resources ?? [];
  const forget = async (addresses: readonly string[]) => {
    const known = new Set((await state()).map(({ address }) => address));
    const present = addresses.filter((address) => known.has(address));
    if (present.length > 0) await runner.ask(["state", "rm", ...present]);
  };
  return {
    dir,
    synth,
    record,
    state,
    async apply(options = {}) {
      await ready();
      await runner.work(["apply", "-auto-approve", ...changeArguments(options)], options.progress);
    },
    async destroy({ progress } = {}) {
      await ready();
      await runner.work(["destroy", "-auto-approve", "-json", "-input=false"], progress);
    },
    async plan(options = {}) {
      await ready();
      return plannedChanges(
        await runner.work(["plan", "-lock=false", ...changeArguments(options)], options.progress),
      );
    },
    async requireUnlocked() {
      await ready();
      if (hasNoLocalState(dir) && !existsSync(join(dir, ".terraform"))) return;
      await runner.probeLock();
    },
    forget,
    async move(from, to) {
      await forget([to]);
      await runner.ask(["state", "mv", from, to]);
    },
  };
}

function changeArguments({ replace = [], targets = [], variables = {} }: StackOptions): string[] {
  return [
    "-json",
    "-input=false",
    ...replace.map((address) => `-replace=${address}`),
    ...targets.map((address) => `-target=${address}`),
    ...Object.entries(variables).map(
      ([name, value]) => `-var=${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ];
}

/** Whether the last synth was for this environment; `platform/stacks/environment-switch.ts` writes the mark. */
function isSynthesised(dir: string, env: Env): boolean {
  const mark = join(dir, ".loco-environment");
  return (
    existsSync(join(dir, "cdk.tf.json")) &&
    existsSync(mark) &&
    readFileSync(mark, "utf8") === (env.LOCO_ENV ?? "")
  );
}
