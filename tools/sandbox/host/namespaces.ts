import { readFileSync } from "node:fs";
import { execa } from "execa";

/** Whether the sandbox's machines can run here. `reason` and `hint` are one line each. */
export type NamespaceSupport =
  | { readonly kind: "available" }
  | { readonly kind: "missing"; readonly reason: string; readonly hint: string };

/** What the probe found out about the system. */
export interface ProbeFacts {
  readonly platform: NodeJS.Platform;
  /** What the probe printed, or undefined when it succeeded. */
  readonly failure: string | undefined;
  /** Content of files under /proc/sys that hardened systems set, trimmed; absent when there is no such file. */
  readonly sysctl: (name: string) => string | undefined;
}

/** The flags that make the namespaces of the router, and so of everything. */
export const routerNamespaces = [
  "--user",
  "--map-root-user",
  "--net",
  "--mount",
  "--pid",
  "--fork",
  "--kill-child",
] as const;

const probeScript = [
  "mount -t proc proc /proc",
  "command -v pivot_root >/dev/null || { echo 'pivot_root: not found'; exit 1; }",
  "ip link add sandbox0 type bridge",
  "ip link add sandbox1 type veth peer name sandbox2",
  "unshare --net --pid --mount --uts --ipc --fork --kill-child mount -t proc proc /proc",
].join(" && ");

/** PATH with the folders of system programs, which a plain user's shell often lacks. */
export function systemPath(path = process.env.PATH ?? ""): string {
  return `${path}:/usr/sbin:/sbin`;
}

/** Tries what the sandbox needs of the system, in namespaces that end with the probe. Takes some 50 ms. */
export async function probeNamespaces(): Promise<NamespaceSupport> {
  const { platform } = process;
  const result =
    platform === "linux"
      ? await execa("unshare", [...routerNamespaces, "sh", "-c", probeScript], {
          reject: false,
          all: true,
          timeout: 10_000,
          env: { PATH: systemPath(), LC_ALL: "C" },
        })
      : undefined;
  const failure = result?.failed === true ? result.all || result.shortMessage : undefined;
  return explainProbe({ platform, failure, sysctl });
}

/** Says in plain words what is missing and what to do about it. */
export function explainProbe({ platform, failure, sysctl }: ProbeFacts): NamespaceSupport {
  const missing = (reason: string, hint: string): NamespaceSupport => ({ kind: "missing", reason, hint });
  if (platform !== "linux") {
    return missing(
      `machines need Linux namespaces, and this is ${platform}`,
      "run the sandbox in a Linux virtual machine",
    );
  }
  if (failure === undefined) return { kind: "available" };
  const [first = ""] = failure.trim().split("\n");
  if (/unshare ENOENT|unshare: not found/.test(failure)) {
    return missing("the program 'unshare' is missing", "install the package util-linux");
  }
  if (/pivot_root: not found/.test(failure)) {
    return missing("the program 'pivot_root' is missing", "install the package util-linux");
  }
  if (/\bip: (command )?not found/.test(failure)) {
    return missing("the program 'ip' is missing", "install the package iproute2");
  }
  if (/Unknown device type|not supported/i.test(failure)) {
    return missing(
      `the kernel lacks bridge or veth devices: ${first}`,
      "load them: sudo modprobe bridge veth",
    );
  }
  for (const [name, bad, good] of [
    ["kernel/apparmor_restrict_unprivileged_userns", "1", "0"],
    ["kernel/unprivileged_userns_clone", "0", "1"],
    ["user/max_user_namespaces", "0", "15000"],
  ] as const) {
    if (sysctl(name) !== bad) continue;
    const key = name.replace("/", ".");
    return missing(
      `${key}=${bad} forbids namespaces to plain users`,
      `allow them: sudo sysctl -w ${key}=${good}`,
    );
  }
  return missing(
    `this system refuses namespaces: ${first}`,
    "in a container, start it with --privileged; else run the sandbox in a virtual machine",
  );
}

function sysctl(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return undefined;
  }
}
