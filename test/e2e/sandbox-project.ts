import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cloudstackClient } from "../../tools/cloudstack/client.ts";
import { silentReporter } from "../../tools/console/reporter.ts";
import { sandboxCredentials } from "../../tools/sandbox/cloudstack/cloud.ts";
import { sandboxEnvironment } from "../../tools/sandbox/deploy.ts";
import { sandboxLayout, sandboxNetwork } from "../../tools/sandbox/layout.ts";
import { sandboxStatus } from "../../tools/sandbox/manage.ts";
import { makeScratchProject } from "../../tools/sandbox/scratch-project.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { ensureProviders } from "../../tools/sandbox/toolchain/providers.ts";
import { ensureTerraform, type Terraform } from "../../tools/sandbox/toolchain/terraform.ts";

/** One change of a plan, as `create cloudstack_instance.apps-3`. */
export type Change = string;

/**
 * A platform's folder of its own with a sandbox of its own, driven by the commands that a person types. Everything in
 * it, addresses included, is apart from a sandbox that may be running in the repository.
 */
export class SandboxProject {
  readonly dir: string;
  readonly api: ReturnType<typeof cloudstackClient>;
  readonly #env: Record<string, string>;
  readonly #kubectl: string;

  private constructor(dir: string, env: Record<string, string>, apiUrl: string, kubectl: string) {
    this.dir = dir;
    this.#env = env;
    this.#kubectl = kubectl;
    this.api = cloudstackClient(apiUrl, sandboxCredentials);
  }

  /** Makes the folder; `range` keeps its addresses apart from other sandboxes'. */
  static async create(range: string, terraform?: Terraform): Promise<SandboxProject> {
    const dir = makeScratchProject("loco-e2e-", range);
    const network = sandboxNetwork({ LOCO_SANDBOX_NETWORK: range });
    const context = { cacheDir: cacheDir(process.env), reporter: silentReporter, env: process.env };
    const chosen = terraform ?? (await ensureTerraform(context));
    const providers = await ensureProviders(chosen, context);
    const { binDir } = await ensureKubernetes(context);
    const apiUrl = `http://${network.managementAddress}:${network.apiPort}/client/api`;
    const env = {
      ...sandboxEnvironment(apiUrl, { terraform: chosen, providers }),
      LOCO_SANDBOX_NETWORK: range,
    };
    return new SandboxProject(dir, env, apiUrl, join(binDir, "kubectl"));
  }

  /** Changes platform.toml. */
  edit(change: (text: string) => string, file = "platform.toml"): void {
    const path = join(this.dir, file);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  }

  /** Runs `loco` and returns what it printed. */
  async loco(...args: string[]): Promise<string> {
    const { stdout } = await this.#run(process.execPath, [join(this.dir, "tools/cli/loco.js"), ...args]);
    return stdout;
  }

  /** Starts `loco` and leaves it running; `all` is what it prints. */
  startLoco(...args: string[]) {
    return execa(process.execPath, [join(this.dir, "tools/cli/loco.js"), ...args], this.#options());
  }

  async up(): Promise<void> {
    await this.loco("sandbox", "up");
  }

  /** Writes what Terraform works on from the platform's files. */
  async synth(): Promise<void> {
    await this.#run(process.execPath, ["--import", "tsx", "platform/main.ts"]);
  }

  /** Synthesises and plans; the changes that an apply would make, sorted. */
  async plan(): Promise<{ readonly changes: readonly Change[]; readonly text: string }> {
    await this.synth();
    const planned = await this.terraform(
      "plan",
      "-detailed-exitcode",
      "-input=false",
      "-no-color",
      "-out=plan.bin",
    );
    const { stdout } = await this.terraform("show", "-json", "plan.bin");
    const { resource_changes = [] } = JSON.parse(stdout) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    const changes = resource_changes
      .filter(({ change }) => !["no-op", "read"].includes(change.actions.join()))
      .map(({ address, change }) => `${change.actions.join("+")} ${address}`)
      .sort();
    return { changes, text: planned.stdout };
  }

  /** Runs Terraform where cdktf runs it. `plan -detailed-exitcode` may end with 2. */
  terraform(...args: string[]) {
    const program = this.#env.TERRAFORM_BINARY_NAME ?? "terraform";
    return this.#run(program, [`-chdir=${join(this.dir, "cdktf.out/stacks/platform")}`, ...args], [0, 2]);
  }

  /** `cdktf deploy platform`, without waiting for nodes. */
  deploy() {
    return this.#cdktf("deploy");
  }

  destroy() {
    return this.#cdktf("destroy");
  }

  /** `--skip-provider-lock`: locking asks the registry even where a mirror serves the providers. */
  #cdktf(verb: string) {
    return this.#run(join(this.dir, "node_modules/.bin/cdktf"), [
      verb,
      "platform",
      "--auto-approve",
      "--skip-provider-lock",
    ]);
  }

  async kubectl(...args: string[]): Promise<string> {
    const { stdout } = await this.#run(this.#kubectl, ["--kubeconfig", this.kubeconfig, ...args]);
    return stdout;
  }

  /** Makes an object of Kubernetes, or changes it. */
  async apply(object: unknown): Promise<void> {
    const args = ["--kubeconfig", this.kubeconfig, "apply", "--filename", "-"];
    const input = JSON.stringify(object);
    await execa(this.#kubectl, args, { cwd: this.dir, input });
  }

  get kubeconfig(): string {
    return sandboxLayout(this.dir).kubeconfig;
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), "utf8");
  }

  status() {
    return sandboxStatus(this.dir);
  }

  /** Stops the sandbox and deletes the folder. */
  async remove(): Promise<void> {
    await this.loco("sandbox", "down");
    rmSync(this.dir, { recursive: true, force: true });
  }

  #options() {
    return {
      cwd: this.dir,
      env: { ...this.#env, CI: "1", NO_COLOR: "1" },
      reject: false,
      stdin: "ignore",
      all: true,
    } as const;
  }

  async #run(program: string, args: readonly string[], accepted: readonly number[] = [0]) {
    const result = await execa(program, args, this.#options());
    if (result.exitCode !== undefined && accepted.includes(result.exitCode)) return result;
    throw new Error(`${program} ${args.join(" ")} ended with ${result.exitCode}\n${result.all}`);
  }
}
