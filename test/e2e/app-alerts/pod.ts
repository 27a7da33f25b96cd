import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { addonInput } from "../../../platform/addons/sample.ts";
import { vmalert } from "../../../platform/addons/vmalert/vmalert.ts";
import { type Process, start } from "../../support/process.ts";

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

export function podIn(folder: string, binary: string, listen: string): Pod {
  const { server } = vmalert.values(addonInput()) as unknown as { readonly server: Values };
  const [found, rules, bin] = ["found", "rules", "bin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [found, rules, bin]) mkdirSync(path);
  writeFileSync(join(folder, "alert-rules.yaml"), stringify(server.config.alerts));
  program(bin, "sleep", "exec /bin/sleep 0.3");
  // The sidecar's health is a file; a vmalert is asked.
  program(
    bin,
    "wget",
    `for url; do :; done
case $url in
*/healthz) [ -e ${folder}/ready ] ;;
*) exec ${process.execPath} -e 'fetch(process.argv[1]).then((r) => r.text()).then((t) => process.stdout.write(t), () => process.exit(1))' "$url" ;;
esac`,
  );
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const here = (text: string) =>
    text
      .replaceAll("/vmalert-prod", binary)
      .replaceAll(/(^|[ =])\/(rules|found)\b/g, `$1${folder}/$2`)
      .replace("127.0.0.1:8881", listen)
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
