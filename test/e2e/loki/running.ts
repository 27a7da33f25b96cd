import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { stringify } from "yaml";
import { loki } from "../../../platform/addons/loki/loki.ts";
import { addonInput } from "../../../platform/addons/sample.ts";
import { freePort, start } from "../../support/process.ts";

/** Where the chart mounts the volume. */
const VOLUME = "/var/loki";

/** What the addon says of Loki itself: what the chart calls otherwise than Loki does, and what is changed here. */
interface Values {
  readonly commonConfig: object;
  readonly schemaConfig: object;
  readonly storage: {
    readonly bucketNames?: { readonly chunks: string };
    readonly use_thanos_objstore?: boolean;
    readonly object_store?: { readonly storage_prefix: string; readonly s3: object };
  };
  readonly ingester: { readonly wal: object };
  readonly compactor: object;
}

/** A line as Loki gives it back, with the label `retention` of its stream. */
export interface Line {
  readonly retention: string | undefined;
  readonly text: string;
}

/** A Loki at work. */
export interface Running {
  /** Sends lines of one stream that are `age` old, in ms; what Loki answers, as in `204`, or `429` and why. */
  readonly push: (labels: Labels, lines: readonly string[], age?: number) => Promise<string>;
  /** All lines of the last days that a selector names. */
  readonly lines: (selector: string) => Promise<readonly Line[]>;
  /** Value of one of its metrics, named with its labels; 0 without one. */
  readonly metric: (series: string) => Promise<number>;
  /** What is in memory is on the volume then. */
  readonly stop: () => Promise<void>;
}

type Labels = Readonly<Record<string, string>>;

const HOUR = 3_600_000;

/**
 * Writes what Loki reads, from the addon's values with these lines at the end of platform.toml; the file's path.
 *
 * Only the waiting is shorter, everybody is on loopback, and how full this machine's disk is does not matter.
 */
export async function writeConfig(folder: string, end: string): Promise<string> {
  const values = (loki.values(addonInput("", end)) as unknown as { readonly loki: Values }).loki;
  const [http, grpc] = [await freePort(), await freePort()];
  const local = "127.0.0.1";
  const { common, ingester, compactor, ...rest } = placed(values);
  const here = {
    ...rest,
    server: {
      http_listen_address: local,
      http_listen_port: http,
      grpc_listen_address: local,
      grpc_listen_port: grpc,
    },
    common: { ...common, compactor_grpc_address: `${local}:${grpc}` },
    ingester: {
      ...ingester,
      wal: { ...ingester.wal, disk_full_threshold: 0 },
      lifecycler: { min_ready_duration: "0s" },
    },
    frontend: { scheduler_dns_lookup_period: "200ms" },
    frontend_worker: { dns_lookup_duration: "200ms" },
    compactor: { ...compactor, compaction_interval: "1s", retention_delete_delay: "1s" },
  };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "loki.yml");
  writeFileSync(file, stringify(here).replaceAll(VOLUME, folder));
  return file;
}

/**
 * The values where the chart's template puts them, because there are no charts in CI. Of the chart's own defaults only paths are here,
 * and that all is written when Loki stops. The others change nothing that is tested: most are Loki's too, or for many processes.
 *
 * @see https://github.com/grafana-community/helm-charts/blob/loki-18.11.0/charts/loki/values.yaml, `loki.config`
 */
function placed({ commonConfig, schemaConfig, storage, ingester, ...same }: Values) {
  const { bucketNames, use_thanos_objstore = false, object_store } = storage;
  const disk = {
    filesystem: { chunks_directory: `${VOLUME}/chunks`, rules_directory: `${VOLUME}/rules` },
  };
  const bucket = {
    object_store: { ...object_store, s3: { bucket_name: bucketNames?.chunks, ...object_store?.s3 } },
  };
  return {
    ...same,
    ingester: { ...ingester, wal: { flush_on_shutdown: true, ...ingester.wal } },
    common: {
      ...commonConfig,
      path_prefix: VOLUME,
      storage: object_store === undefined ? disk : bucket,
    },
    schema_config: schemaConfig,
    storage_config: { use_thanos_objstore },
  };
}

export async function startLoki(program: string, config: string): Promise<Running> {
  const loki = start(program, [`-config.file=${config}`, "-target=all"]);
  const url = await vi.waitFor(
    async () => {
      const address = /listening on addresses" http=(\S+)/.exec(loki.log())?.[1];
      const ready = address === undefined ? undefined : await fetch(`http://${address}/ready`);
      if (!ready?.ok) throw new Error(`Loki does not start:\n${await ready?.text()}\n${loki.log()}`);
      return `http://${address}`;
    },
    { timeout: 60_000, interval: 100 },
  );
  return {
    push: async (stream, lines, age = 0) => {
      const response = await fetch(`${url}/loki/api/v1/push`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          streams: [{ stream, values: lines.map((text) => [nanoseconds(Date.now() - age), text]) }],
        }),
      });
      return `${response.status} ${await response.text()}`.trim();
    },
    lines: async (query) => {
      const [from, to] = [Date.now() - 7 * 24 * HOUR, Date.now() + HOUR];
      const range = { start: nanoseconds(from), end: nanoseconds(to), limit: "100" };
      const response = await fetch(
        `${url}/loki/api/v1/query_range?${new URLSearchParams({ query, ...range })}`,
      );
      if (!response.ok) throw new Error(await response.text());
      const { data } = (await response.json()) as { data: { result: Stream[] } };
      return data.result.flatMap(({ stream: { retention }, values }) =>
        values.map(([, text]) => ({ retention, text })),
      );
    },
    metric: async (series) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split("\n").find((one) => one.startsWith(`${series} `));
      return Number(line?.split(" ")[1] ?? 0);
    },
    stop: loki.stop,
  };
}

interface Stream {
  readonly stream: Labels;
  readonly values: readonly (readonly [string, string])[];
}

const nanoseconds = (ms: number): string => `${ms}000000`;
