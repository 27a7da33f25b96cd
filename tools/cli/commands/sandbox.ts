import { buildCommand, buildRouteMap } from "@stricli/core";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json } from "../flags.ts";
import { faultRoutes } from "./sandbox-faults.ts";
import { hostRoutes, machineRoutes } from "./sandbox-machines.ts";

interface JsonFlag {
  readonly json?: boolean;
}

interface UpFlags extends JsonFlag {
  readonly publish?: readonly (readonly [number, number])[];
}

/** Reads `80:10080`: public port, port on this machine. */
function parsePublish(text: string): readonly [number, number] {
  const ports = /^(\d{1,5}):(\d{1,5})$/.exec(text)?.slice(1).map(Number);
  const [port, hostPort] = ports ?? [];
  if (port === undefined || hostPort === undefined || port > 65_535 || hostPort > 65_535) {
    throw new Error(`${text} is not <public port>:<port here>, such as 443:10443`);
  }
  return [port, hostPort];
}

const up = buildCommand({
  docs: {
    brief: "Start it, deploy the platform to it and wait until its nodes are Ready",
    fullDescription:
      "Starts a local CloudStack, runs cdktf deploy platform against it with platform.sandbox.toml over platform.toml, and waits for the Kubernetes API. The first run builds what it needs; later ones reuse it.",
  },
  parameters: {
    flags: {
      json,
      publish: {
        kind: "parsed",
        parse: parsePublish,
        optional: true,
        variadic: true,
        brief: "Public port to reach on another port of this machine",
        placeholder: "public:here",
      },
    },
  },
  async func(this: LocoContext, flags: UpFlags) {
    const { sandboxUp } = await import("../../sandbox/up.ts");
    const publish = flags.publish === undefined ? {} : { publish: Object.fromEntries(flags.publish) };
    const running = await sandboxUp({
      project: this.cwd,
      env: this.env,
      reporter: this.reporter,
      ...publish,
    });
    if (flags.json) {
      print(this, JSON.stringify(running, undefined, 2));
      return;
    }
    const { cluster } = running;
    if (cluster === undefined) return;
    const { findProgram } = await import("../../sandbox/toolchain/programs.ts");
    const kubectl = (await findProgram("kubectl", this.env)) === undefined ? cluster.kubectl : "kubectl";
    print(
      this,
      `\nThe platform is up. Look at it:\n\n  export KUBECONFIG=${cluster.kubeconfig}\n  ${kubectl} get nodes\n`,
    );
    print(
      this,
      "  npx loco sandbox status     machines, addresses and rules\n  npx loco sandbox down       stop it; up continues where it was",
    );
  },
});

const status = buildCommand({
  docs: { brief: "Show machines, public addresses and rules" },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    const { sandboxStatus } = await import("../../sandbox/manage.ts");
    const found = await sandboxStatus(this.cwd);
    if (flags.json) {
      print(this, JSON.stringify({ running: found !== undefined, ...found }, undefined, 2));
    } else if (found === undefined) {
      throw new LocoError("SANDBOX_DOWN", "the sandbox is not running", { hint: "npm run sandbox" });
    } else {
      const { describeSandbox } = await import("../../sandbox/describe.ts");
      print(this, describeSandbox(found));
    }
    this.process.exitCode = found === undefined ? exitCode.failed : exitCode.ok;
  },
});

const consoleCommand = buildCommand({
  docs: { brief: "Print what a machine says on its console" },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Machine, as status shows it", parse: String, placeholder: "machine" }],
    },
  },
  async func(this: LocoContext, _flags: Record<never, never>, name: string) {
    const { sandboxConsole } = await import("../../sandbox/manage.ts");
    this.process.stdout.write(await sandboxConsole(this.cwd, name));
  },
});

const env = buildCommand({
  docs: {
    brief: "Print the variables that point Terraform and loco at it",
    fullDescription:
      'After eval "$(npx loco sandbox env)", npx cdktf deploy platform, npx loco nodes and the like work on the sandbox from this shell.',
  },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    const { exportLines, readEnvironment } = await import("../../sandbox/environment.ts");
    const { variables, skipsProviderLock } = await readEnvironment(this.cwd);
    print(
      this,
      flags.json ? JSON.stringify({ variables, skipsProviderLock }, undefined, 2) : exportLines(variables),
    );
    if (!flags.json && skipsProviderLock) {
      this.reporter.info("# its providers were built here: cdktf deploy needs --skip-provider-lock");
    }
  },
});

const down = buildCommand({
  docs: { brief: "Stop it; disks and CloudStack's state stay" },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    const { sandboxDown } = await import("../../sandbox/manage.ts");
    const stopped = await sandboxDown(this.cwd, this.reporter);
    if (flags.json) print(this, JSON.stringify({ stopped }));
    else print(this, stopped ? "the sandbox is down" : "the sandbox was not running");
  },
});

const reset = buildCommand({
  docs: { brief: "Stop it and delete everything it knows (.sandbox)" },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    const { sandboxReset } = await import("../../sandbox/manage.ts");
    await sandboxReset(this.cwd, this.reporter);
    print(
      this,
      flags.json ? JSON.stringify({ reset: true }) : "the sandbox is gone; npm run sandbox makes a new one",
    );
  },
});

/** `loco sandbox ...` */
export const sandboxRoutes = buildRouteMap({
  routes: {
    up,
    status,
    console: consoleCommand,
    env,
    fault: faultRoutes,
    machine: machineRoutes,
    host: hostRoutes,
    down,
    reset,
  },
  docs: { brief: "Run the platform on this machine, without a cloud" },
});
