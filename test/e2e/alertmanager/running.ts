import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { vi } from "vitest";
import { stringify } from "yaml";
import { alertmanager } from "../../../platform/addons/alertmanager/alertmanager.ts";
import type { alertmanagerConfig } from "../../../platform/addons/alertmanager/alertmanager-config.ts";
import { SECRET } from "../../../platform/addons/alertmanager/receivers.ts";
import { addonInput } from "../../../platform/addons/sample.ts";

/** What the addon's pod would find, in a folder. */
export interface Setup {
  readonly config: string;
  readonly secrets: string;
  readonly args: readonly string[];
}

/** Writes what the addon hands over with these lines at the end of platform.toml; only the waiting is shorter. */
export function setUp(folder: string, end: string, secret: (key: string) => string): Setup {
  const input = addonInput("", end);
  const values = alertmanager.values(input) as unknown as {
    readonly config: ReturnType<typeof alertmanagerConfig>;
    readonly templates: Readonly<Record<string, string>>;
    readonly extraArgs: Readonly<Record<string, string>>;
  };
  const secrets = join(folder, "secrets");
  mkdirSync(secrets, { recursive: true });
  for (const { data } of alertmanager.secrets?.(input.config) ?? []) {
    for (const key of Object.keys(data)) writeFileSync(join(secrets, key), secret(key));
  }
  for (const [name, text] of Object.entries(values.templates)) writeFileSync(join(folder, name), text);
  const { route, ...rest } = values.config;
  const [watchdog, ...routes] = route.routes;
  const hurried = {
    ...rest,
    templates: [join(folder, "*.tmpl")],
    route: {
      ...route,
      group_wait: "1s",
      group_interval: "1s",
      routes: [{ ...watchdog, group_interval: "2s" }, ...routes],
    },
  };
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, stringify(hurried).replaceAll(SECRET.folder, secrets));
  const flags = {
    "config.file": config,
    "storage.path": join(folder, "data"),
    ...values.extraArgs,
    "dispatch.start-delay": "0s",
  };
  return { config, secrets, args: Object.entries(flags).map(([name, value]) => `--${name}=${value}`) };
}

/** An Alertmanager at work. */
export interface Running {
  readonly url: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export async function start(program: string, { args }: Setup, env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const log: string[] = [];
  const child = execa(program, [...args, "--web.listen-address=127.0.0.1:0", "--log.level=debug"], {
    env,
    reject: false,
    all: true,
    buffer: false,
  });
  child.all?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
  const listening = () => /Listening on.*address=(127\.0\.0\.1:\d+)/.exec(log.join(""))?.[1];
  const address = await vi.waitFor(
    () => listening() ?? Promise.reject(new Error(`Alertmanager does not start:\n${log.join("")}`)),
    { timeout: 60_000, interval: 100 },
  );
  return {
    url: `http://${address}`,
    log: () => log.join(""),
    stop: async () => {
      child.kill("SIGTERM");
      await child;
    },
  };
}
