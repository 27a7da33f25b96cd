import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { addonInput } from "../../../platform/addons/sample.ts";
import type { ScrapeJob } from "../../../platform/addons/vmagent/scrape-job.ts";
import { vmagent } from "../../../platform/addons/vmagent/vmagent.ts";
import { MAINTENANCE } from "../../../platform/addons/vmsingle/maintenance-key.ts";
import { vmsingle } from "../../../platform/addons/vmsingle/vmsingle.ts";
import type { Observability } from "../../../tools/sandbox/toolchain/observability.ts";
import { freePort } from "../../support/process.ts";

/** What the store asks for before it deletes. */
export const KEY = "a-key-of-thirty-two-letters-or-so";

/** Where vmagent finds the API, and who it is there. */
export interface Api {
  readonly url: string;
  readonly authorities: string;
  readonly token: string;
}

/** A series in the store. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

export interface Running {
  /** What the store holds of what a selector names. */
  readonly series: (selector: string) => Promise<readonly Series[]>;
  /** The status with which the store answers a POST at a path. */
  readonly status: (path: string) => Promise<number>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

type Programs = Pick<Observability, "vmagent" | "victoriaMetrics">;
type Flags = Readonly<Record<string, string | boolean>>;

/** Both programs with what their addons give them; only the waiting is shorter, and everybody is on loopback. */
export async function startMetrics(programs: Programs, folder: string, api: Api): Promise<Running> {
  const [storePort, agentPort] = [await freePort(), await freePort()];
  const store = `http://127.0.0.1:${storePort}`;
  const log: string[] = [];
  const run = (program: keyof Programs, flags: Flags) => {
    const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
    const child = execa(programs[program], args, { reject: false, all: true, buffer: false });
    child.all?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    return child;
  };
  const { server } = vmsingle.values(addonInput()) as {
    readonly server: { readonly retentionPeriod: string; readonly extraArgs: Flags };
  };
  const agent = vmagent.values(addonInput()) as {
    readonly config: Config;
    readonly extraArgs: Flags;
    readonly remoteWrite: readonly [{ readonly maxDiskUsagePerURL: string }];
  };
  writeFileSync(join(folder, MAINTENANCE.entry), `${KEY}\n`, { mode: 0o600 });
  const storeArgs = Object.entries(server.extraArgs).map(([name, value]) => [
    name,
    String(value).replace(MAINTENANCE.folder, folder),
  ]);
  const children = [
    run("victoriaMetrics", {
      ...Object.fromEntries(storeArgs),
      retentionPeriod: server.retentionPeriod,
      storageDataPath: join(folder, "storage"),
      httpListenAddr: `127.0.0.1:${storePort}`,
    }),
    run("vmagent", {
      ...agent.extraArgs,
      "promscrape.config": writeConfig(folder, agent.config, api),
      "remoteWrite.url": `${store}/api/v1/write`,
      "remoteWrite.maxDiskUsagePerURL": agent.remoteWrite[0].maxDiskUsagePerURL,
      "remoteWrite.tmpDataPath": join(folder, "buffer"),
      "remoteWrite.flushInterval": "200ms",
      httpListenAddr: `127.0.0.1:${agentPort}`,
    }),
  ];
  return {
    series: async (selector) => {
      await fetch(`${store}/internal/force_flush?authKey=${KEY}`);
      const text = await (
        await fetch(`${store}/api/v1/export?match[]=${encodeURIComponent(selector)}`)
      ).text();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Series);
    },
    status: async (path) => (await fetch(`${store}${path}`, { method: "POST" })).status,
    log: () => log.join(""),
    stop: async () => {
      for (const child of children) {
        child.kill("SIGKILL");
        await child;
      }
    },
  };
}

interface Config {
  readonly global: object;
  readonly scrape_configs: readonly ScrapeJob[];
}

/** The addon's file, with the API's address instead of a pod's environment. */
function writeConfig(folder: string, config: Config, { url, authorities, token }: Api): string {
  const [ca, credentials] = [join(folder, "ca.crt"), join(folder, "token")];
  writeFileSync(ca, authorities);
  writeFileSync(credentials, token, { mode: 0o600 });
  const here = {
    api_server: url,
    tls_config: { ca_file: ca },
    authorization: { credentials_file: credentials },
  };
  const hurried = config.scrape_configs.map((job) => ({
    ...job,
    ...(job.scrape_interval === undefined ? {} : { scrape_interval: "1s", scrape_timeout: "1s" }),
    kubernetes_sd_configs: job.kubernetes_sd_configs.map((found) => ({ ...found, ...here })),
  }));
  const text = stringify({ global: { scrape_interval: "1s" }, scrape_configs: hurried })
    .replaceAll("/var/run/secrets/kubernetes.io/serviceaccount", folder)
    .replaceAll(":6443", `:${new URL(url).port}`);
  const file = join(folder, "scrape.yml");
  writeFileSync(file, text);
  return file;
}
