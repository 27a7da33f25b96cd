import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json } from "../flags.ts";
import { drainCommand } from "./platform-drain.ts";
import { rotateRoutes } from "./platform-rotate.ts";

interface Flags {
  readonly json?: boolean;
}

const EXIT_CODES = {
  well: exitCode.ok,
  degraded: exitCode.failed,
  unreachable: exitCode.unreachable,
} as const;

const status = buildCommand({
  docs: {
    brief: "Say how the platform is, in a few lines and an exit code",
    fullDescription: [
      "Looks at the Kubernetes API, etcd, nodes, versions and machines, and at what a deploy would change.",
      "",
      "Exit codes: 0 no problem (there may be warnings), 1 degraded, 3 the API does not answer or nothing is deployed.",
    ].join("\n"),
  },
  parameters: {
    flags: { json },
  },
  async func(this: LocoContext, flags: Flags) {
    const { observePlatform } = await import("../../actions/nodes/observe-platform.ts");
    const { formatStatus, platformStatus } = await import("../../actions/platform-status/status.ts");
    const platform = await observePlatform(this.cwd, this.env);
    const found = platformStatus(platform);
    const { name } = platform.config;
    print(this, flags.json ? JSON.stringify({ name, ...found }, undefined, 2) : formatStatus(name, found));
    this.process.exitCode = EXIT_CODES[found.verdict];
  },
});

interface PullFlags extends Flags {
  readonly out: string;
}

const pull = buildCommand({
  docs: {
    brief: "Write what apps must know of the platform to a file",
    fullDescription: [
      "Reads ConfigMap loco-system/platform with kubectl, as whoever KUBE_CONFIG_PATH or KUBECONFIG says; everybody who may sign in may read it.",
      "With the file apps can be rendered where neither platform.toml nor the cluster is at hand. It holds no secret.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        default: "platform.json",
        brief: "File to write",
        placeholder: "file",
      },
      json,
    },
  },
  async func(this: LocoContext, flags: PullFlags) {
    const { pullPlatform } = await import("../../actions/pull-platform.ts");
    const { platform, changed } = await pullPlatform(this.cwd, this.env, flags.out);
    const { name, domain, kubernetes_version: version } = platform;
    const text = `${flags.out} ${changed ? "written" : "is as it was"}: ${name}, ${domain}, Kubernetes ${version}`;
    print(this, flags.json ? JSON.stringify({ file: flags.out, changed, platform }, undefined, 2) : text);
  },
});

/** `loco platform ...` */
export const platformRoutes = buildRouteMap({
  routes: { drain: drainCommand, pull, rotate: rotateRoutes, status },
  docs: { brief: "Look after the platform as a whole" },
});
