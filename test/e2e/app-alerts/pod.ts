import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { vi } from "vitest";
import { stringify } from "yaml";
import { addonInput } from "../../../platform/addons/sample.ts";
import { vmalert } from "../../../platform/addons/vmalert/vmalert.ts";

interface Values {
  readonly command: readonly [string, ...string[]];
  readonly extraArgs: Readonly<Record<string, string | readonly string[]>>;
  readonly config: { readonly alerts: object };
  readonly extraContainers: readonly {
    readonly name: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
  }[];
}

/** The addon's pod as processes in a folder: what containers mount is there, and they never wait for long. */
export interface Pod {
  /** What the sidecar does: writes a key of a ConfigMap to a file. */
  readonly write: (namespace: string, configMap: string, key: string, text: string) => void;
  readonly file: (namespace: string, configMap: string, key: string) => string;
  /** Whether the sidecar says that it has written all. */
  readonly ready: () => void;
  /** What was checked is in memory, and goes with the pod. */
  readonly empty: () => void;
  readonly startChecker: () => Process;
  readonly startVmalert: (flags: Readonly<Record<string, string>>) => Process;
}

export interface Process {
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export function podIn(folder: string, binary: string): Pod {
  const { server } = vmalert.values(addonInput()) as unknown as { readonly server: Values };
  const [found, rules, bin] = ["found", "rules", "bin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [found, rules, bin]) mkdirSync(path);
  writeFileSync(join(folder, "alert-rules.yaml"), stringify(server.config.alerts));
  program(bin, "sleep", "exec /bin/sleep 0.3");
  program(bin, "wget", `[ -e ${folder}/ready ]`);
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const here = (text: string) =>
    text
      .replaceAll("/vmalert-prod", binary)
      .replaceAll(/(^|[ =])\/(rules|found)\b/g, `$1${folder}/$2`)
      .replace("/config", folder);
  const file = (namespace: string, configMap: string, key: string) =>
    join(found, `namespace_${namespace}.configmap_${configMap}.${key}`);
  return {
    file,
    write: (namespace, configMap, key, text) => writeFileSync(file(namespace, configMap, key), text),
    ready: () => writeFileSync(join(folder, "ready"), ""),
    empty: () => rmSync(rules, { recursive: true }),
    startChecker: () => {
      const { command = [], args = [] } = server.extraContainers.find(({ name }) => name === "checker") ?? {};
      const [shell = "", ...rest] = command;
      return start(shell, [...rest, ...args.map(here)], env);
    },
    startVmalert: (flags) => {
      const [shell, ...rest] = server.command;
      const all = Object.entries({ ...server.extraArgs, ...flags }).flatMap(([name, value]) =>
        [value].flat().map((one) => here(`-${name}=${one}`)),
      );
      return start(shell, [...rest.map(here), ...all], env);
    },
  };
}

function program(bin: string, name: string, text: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

export function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Process {
  const log: string[] = [];
  const child = execa(file, args, { env, reject: false, all: true, buffer: false });
  child.all?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
  return {
    log: () => log.join(""),
    stop: async () => {
      child.kill("SIGTERM");
      await child;
    },
  };
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Until a server answers. */
export const answers = (url: string, { log }: Process) =>
  vi.waitFor(() => fetch(url).catch(() => Promise.reject(new Error(`${url} does not answer:\n${log()}`))), {
    timeout: 60_000,
    interval: 100,
  });
