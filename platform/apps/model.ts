import { parseDestination } from "../config/destination.ts";
import { parseDuration } from "../config/duration.ts";
import type {
  Alert,
  App,
  Backup,
  Command,
  Env,
  Health,
  Job,
  MountedFile,
  Need,
  Process,
  Replicas,
  Volume,
} from "./app.ts";
import type {
  AppFile,
  Job as JobKeys,
  Need as NeedKeys,
  Replicas as ReplicasKeys,
  Scalers,
  Volume as VolumeKeys,
} from "./app-file.gen.ts";
import { type HealthTable, type ProcessEntry, processEntries } from "./app-file.ts";
import { DATASTORES } from "./needs.ts";
import { parseEnvValue } from "./placeholders.ts";
import { routeOf } from "./route.ts";
import type { AppSource } from "./source.ts";

/** What the file alone does not say. */
export interface Given {
  readonly environment?: string;
  readonly image?: string;
  readonly read: AppSource["read"];
}

/** The app that a file describes which has no mistakes and its defaults filled in. */
export function toApp(file: AppFile, { environment, image, read }: Given): App {
  const { deploy, logs, metrics } = file;
  return {
    name: environment === undefined ? file.name : `${file.name}-${environment}`,
    blueprint: file.name,
    ...optional("environment", environment),
    ...optional("description", file.description),
    ...optional("owner", file.owner),
    ...optional("image", image),
    ...optional("pullSecret", file.pull_secret),
    ...optional("pool", file.pool),
    user: file.user,
    secrets: file.secrets.toSorted(),
    files: byName(file.files).map(([path, each]) => mountedFile(path, each, read)),
    scratch: byName(file.scratch).map(([path, size]) => ({ path, size })),
    logs: { structured: logs.structured, ...optional("retention", logs.retention_period) },
    ...(metrics === undefined
      ? {}
      : { metrics: { path: metrics.path, port: metrics.port ?? file.port ?? 0 } }),
    alerts: byName(file.alerts).map(
      ([name, { when, for: span, severity, summary }]): Alert => ({
        name,
        when,
        for: seconds(span),
        severity,
        summary,
      }),
    ),
    needs: byName(file.needs).map(([name, need]) => needOf(name, need)),
    volumes: byName(file.volumes).map(([name, volume]) => volumeOf(name, volume)),
    ...(file.backup === undefined ? {} : { backup: backupOf(file.backup) }),
    network: {
      from: file.network.from.toSorted(),
      ...optional(
        "to",
        file.network.to?.toSorted().flatMap((to) => parseDestination(to) ?? []),
      ),
    },
    deploy: {
      timeout: seconds(deploy.timeout),
      shutdown: seconds(deploy.shutdown),
      ...optional("release", releaseOf(file)),
      keep: deploy.keep,
    },
    processes: processEntries(file).map((entry) => processOf(entry, file)),
    jobs: byName(file.jobs).map(([name, job]) => jobOf(name, job, file)),
  };
}

function processOf(entry: ProcessEntry, file: AppFile): Process {
  const { name, keys } = entry;
  return {
    name,
    ...commandOf(keys),
    ...optional("port", keys.port),
    ...(keys.port === undefined ? {} : { health: healthOf(keys.health as HealthTable) }),
    ...optional("route", routeOf(entry, file)),
    resources: {
      cpu: keys.cpu,
      ...optional("cpuLimit", keys.cpu_limit),
      memory: keys.memory,
      disk: keys.disk,
    },
    replicas: replicasOf(keys.replicas, keys.scalers),
    strategy: Object.values(file.volumes).some(({ process }) => process === name)
      ? "recreate"
      : file.deploy.strategy,
    env: envOf({ ...file.env, ...keys.env }),
  };
}

const jobOf = (name: string, job: JobKeys, { env }: AppFile): Job => ({
  name,
  ...commandOf(job),
  ...optional("schedule", job.schedule),
  timezone: job.timezone,
  timeout: seconds(job.timeout),
  retries: job.retries,
  concurrency: job.concurrency,
  resources: { cpu: job.cpu, memory: job.memory, disk: job.disk },
  env: envOf({ ...env, ...job.env }),
});

function releaseOf({ deploy, env, cpu, memory, disk }: AppFile): App["deploy"]["release"] {
  if (deploy.release_command === undefined) return undefined;
  return { command: deploy.release_command, env: envOf(env), resources: { cpu, memory, disk } };
}

const commandOf = ({ command, args }: Pick<JobKeys, "command" | "args">): Command => ({
  ...optional("command", command),
  ...optional("args", args),
});

const healthOf = ({ path, interval, timeout, grace, failures, liveness }: HealthTable): Health => ({
  ...optional("path", path),
  interval: seconds(interval),
  timeout: seconds(timeout),
  grace: seconds(grace),
  failures,
  ...optional("liveness", liveness),
});

function replicasOf(replicas: ReplicasKeys, scalers: Scalers | undefined): Replicas {
  if (typeof replicas === "number") return { kind: "fixed", count: replicas };
  const { min, max } = replicas;
  if (scalers === undefined) return { kind: "fixed", count: min };
  const targets = {
    ...optional("cpuTarget", scalers.cpu_target),
    ...optional("memoryTarget", scalers.memory_target),
  };
  return { kind: "scaled", min, max, ...targets };
}

function needOf(name: string, need: NeedKeys): Need {
  const { type, secrets = [], endpoint = "", bucket = "" } = need;
  if (type === "external") return { name, type, secrets: secrets.toSorted() };
  if (type === "s3") return { name, type, endpoint, bucket, region: need.region };
  const size = need.size ?? (type === "redis" ? undefined : DEFAULT_SIZE);
  return {
    name,
    type,
    ...optional("version", need.version),
    ...optional("size", size),
    ...optional("storageClass", need.storage_class),
    replicas: need.replicas,
    resources: { cpu: need.cpu, memory: need.memory ?? DATASTORES[type].memory.usual },
    ...(need.backup === undefined
      ? {}
      : { backup: { schedule: need.backup.schedule, keepDays: need.backup.keep } }),
  };
}

/** Of a datastore's volumes; schemas/loco.source.json says the same. */
const DEFAULT_SIZE = "10Gi";

const volumeOf = (name: string, { path, size, process, storage_class, backup }: VolumeKeys): Volume => ({
  name,
  path,
  size,
  process,
  ...optional("storageClass", storage_class),
  backup,
});

const backupOf = ({ schedule, keep, command }: NonNullable<AppFile["backup"]>): Backup => ({
  schedule,
  keep: { daily: keep.daily, weekly: keep.weekly, monthly: keep.monthly },
  ...optional("command", command),
});

function mountedFile(path: string, file: AppFile["files"][string], read: AppSource["read"]): MountedFile {
  if (file.secret !== undefined) return { path, kind: "secret", secret: file.secret };
  const content = file.source === undefined ? file.content : read(file.source);
  return { path, kind: "content", content: content ?? "" };
}

const envOf = (env: AppFile["env"]): Env =>
  Object.fromEntries(byName(env).map(([name, value]) => [name, parseEnvValue(String(value)).value]));

/** A time that validation has accepted. */
const seconds = (text: string): number => parseDuration(text) ?? Number.NaN;

const byName = <Value>(table: Readonly<Record<string, Value>>): [string, Value][] =>
  Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));

/** A key that is left out when it has no value. */
const optional = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
