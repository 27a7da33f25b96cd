import type { Destination } from "../config/destination.ts";
import type { DatastoreType } from "./needs.ts";
import type { EnvValue } from "./placeholders.ts";

/** A time span in seconds. */
type Seconds = number;

/** Environment variables by name, sorted. PORT is not among them: it follows from the port. */
export type Env = Readonly<Record<string, EnvValue>>;

/** What a container asks for and may take, in Kubernetes' own words (`250m`, `512Mi`). */
export interface Resources {
  readonly cpu: string;
  readonly cpuLimit?: string;
  /** Asked for and never exceeded. */
  readonly memory: string;
  readonly disk: string;
}

/** What runs in a container. Without either, what the image says. */
export interface Command {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

export type Replicas =
  | { readonly kind: "fixed"; readonly count: number }
  | {
      readonly kind: "scaled";
      readonly min: number;
      readonly max: number;
      /** Percent of what is asked for; at least one of the two is there. */
      readonly cpuTarget?: number;
      readonly memoryTarget?: number;
    };

/** How to see that a replica works. Without `path` it is enough that the port takes connections. */
export interface Health {
  readonly path?: string;
  readonly interval: Seconds;
  readonly timeout: Seconds;
  /** Time until the first good answer. */
  readonly grace: Seconds;
  readonly failures: number;
  readonly liveness?: string;
}

export type Tls =
  | { readonly kind: "auto" }
  | { readonly kind: "off" }
  | { readonly kind: "secret"; readonly secret: string };

/** How requests from outside reach a process. */
export interface Route {
  /** Also `<app>.<domain of the platform>`, beside `domains`. */
  readonly defaultHost: boolean;
  /** As the file orders them: the first is the address that the app gives as its own. */
  readonly domains: readonly string[];
  readonly path: string;
  readonly timeout: Seconds;
  /** As Kubernetes writes sizes. */
  readonly maxBody?: string;
  /** CIDRs; everybody when empty. */
  readonly allow: readonly string[];
  /** Name of a secret. */
  readonly basicAuth?: string;
  readonly sticky: boolean;
  readonly tls: Tls;
}

/** Containers of the app's image that run all the time. */
export interface Process extends Command {
  readonly name: string;
  /** Absent: it gets no traffic, has no Service and no health check. */
  readonly port?: number;
  /** There whenever `port` is. */
  readonly health?: Health;
  /** Absent: only reachable in the cluster. */
  readonly route?: Route;
  readonly resources: Resources;
  readonly replicas: Replicas;
  /** How its next version takes its place; always `recreate` with a volume. */
  readonly strategy: "rolling" | "recreate";
  /** The app's and its own. */
  readonly env: Env;
}

/** A command that ends. */
export interface Job extends Command {
  readonly name: string;
  /** Absent: it runs only when somebody asks for it. */
  readonly schedule?: string;
  readonly timezone: string;
  readonly timeout: Seconds;
  readonly retries: number;
  readonly concurrency: "forbid" | "allow" | "replace";
  readonly resources: Omit<Resources, "cpuLimit">;
  readonly env: Env;
}

interface NamedNeed {
  readonly name: string;
}

/** Something that the app reaches over the network. */
export type Need =
  | (NamedNeed & {
      readonly type: DatastoreType;
      /** Absent: what the operator takes by itself. */
      readonly version?: string;
      /** Of each copy's volume; absent: redis without one. */
      readonly size?: string;
      readonly storageClass?: string;
      readonly replicas: number;
      readonly resources: Pick<Resources, "cpu" | "memory">;
      /** Absent: not copied. */
      readonly backup?: { readonly schedule: string; readonly keepDays: number };
    })
  | (NamedNeed & {
      readonly type: "s3";
      readonly endpoint: string;
      readonly bucket: string;
      readonly region: string;
    })
  | (NamedNeed & { readonly type: "external"; readonly secrets: readonly string[] });

/** A folder whose content stays. It is one process's, which runs once. */
export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly size: string;
  readonly process: string;
  /** Absent: the platform's first. */
  readonly storageClass?: string;
  /** Whether the app's backup has it. */
  readonly backup: boolean;
}

/** When volumes are copied to the platform's bucket. */
export interface Backup {
  readonly schedule: string;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  readonly command?: readonly string[];
}

/** A file that is put into the containers. */
export type MountedFile = { readonly path: string } & (
  | { readonly kind: "content"; readonly content: string }
  | { readonly kind: "secret"; readonly secret: string }
);

export interface Alert {
  readonly name: string;
  /** MetricsQL. */
  readonly when: string;
  readonly for: Seconds;
  readonly severity: "warning" | "critical";
  readonly summary: string;
}

/**
 * What a loco.toml says in one environment, with everything filled in that it leaves out. It knows nothing of Kubernetes'
 * objects. Lists made of tables are sorted by name, so that the same app is the same value.
 */
export interface App {
  /** Of its namespace, release and stack: `shop`, or `shop-staging` in an environment. */
  readonly name: string;
  /** `name` as the file says it. */
  readonly blueprint: string;
  readonly environment?: string;
  readonly description?: string;
  readonly owner?: string;
  /** Absent as long as no build has written image.lock; then nothing can be rendered. */
  readonly image?: string;
  readonly pullSecret?: string;
  readonly pool?: string;
  readonly user: number;
  /** Names, sorted. Each is an environment variable of every container. */
  readonly secrets: readonly string[];
  readonly files: readonly MountedFile[];
  /** Folders that can be written to, beside /tmp, with their largest sizes. */
  readonly scratch: readonly { readonly path: string; readonly size: string }[];
  readonly logs: { readonly structured: boolean; readonly retention?: string };
  /** Absent: none are collected. */
  readonly metrics?: { readonly path: string; readonly port: number };
  readonly alerts: readonly Alert[];
  /** By name. */
  readonly needs: readonly Need[];
  /** By name. */
  readonly volumes: readonly Volume[];
  readonly backup?: Backup;
  readonly network: {
    /** Apps that may call this one in the cluster. */
    readonly from: readonly string[];
    /** Absent: everything outside of the cluster. */
    readonly to?: readonly Destination[];
  };
  readonly deploy: {
    readonly timeout: Seconds;
    readonly shutdown: Seconds;
    /** Run before each release, with what the top of the file says for all. */
    readonly release?: {
      readonly command: readonly string[];
      readonly env: Env;
      readonly resources: Omit<Resources, "cpuLimit">;
    };
    readonly keep: number;
  };
  /** `web` first, where there is one; then by name. */
  readonly processes: readonly Process[];
  /** By name. */
  readonly jobs: readonly Job[];
}
