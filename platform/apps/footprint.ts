import { parseBytes, parseCpu } from "../config/quantity.ts";
import type { App, Need, Process } from "./app.ts";
import { isDatastore } from "./needs.ts";

/** What there is of something at once, in the units that a quota counts. */
export interface Amounts {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly storage: number;
  readonly volumes: number;
  readonly pods: number;
}

/** The most that a part of an app asks for at once, and where its file says so. */
export interface Footprint extends Amounts {
  readonly path: readonly string[];
}

/** The most that an app may ask for at once: all replicas, those of the next version beside them, and one run of each job. */
export function footprints(app: App): readonly Footprint[] {
  const { processes, jobs, needs, volumes, backup, deploy } = app;
  return [
    ...processes.map(ofProcess),
    ...processes.flatMap(ofSolvers),
    ...jobs.map(({ name, resources }) => ({ path: ["jobs", name], ...pods(1, resources) })),
    ...needs.flatMap(ofNeed),
    ...volumes.map(({ name, size }) => ({
      path: ["volumes", name],
      ...NOTHING,
      storage: bytes(size),
      volumes: 1,
    })),
    ...(deploy.release === undefined
      ? []
      : [{ path: ["deploy", "release_command"], ...pods(1, deploy.release.resources) }]),
    ...(backup === undefined ? [] : [{ path: ["backup"], ...pods(1, { cpu: "20m", memory: "64Mi" }) }]),
    ...(needs.some(({ type }) => isDatastore(type))
      ? [{ path: ["needs"], ...pods(1, { cpu: "10m", memory: "32Mi" }) }]
      : []),
  ];
}

/** Replicas of the next version that may run beside all of this one's, as Deployments are told. */
const surgeOf = (replicas: number): number => Math.ceil(replicas / 4);

function ofProcess({ name, replicas, resources, strategy }: Process): Footprint {
  const most = replicas.kind === "fixed" ? replicas.count : replicas.max;
  const all = strategy === "rolling" ? most + surgeOf(most) : most;
  return { path: name === "web" ? ["replicas"] : ["processes", name], ...pods(all, resources) };
}

/** cert-manager's pods that answer for a certificate: one for each host, at once after a while of nothing. */
function ofSolvers({ name, route }: Process): Footprint[] {
  if (route?.tls.kind !== "auto") return [];
  const hosts = route.domains.length + (route.defaultHost ? 1 : 0);
  return [{ path: name === "web" ? ["domains"] : ["processes", name, "domains"], ...pods(hosts, SOLVER) }];
}

/** cert-manager's own: https://cert-manager.io/docs/cli/controller/ (acme-http01-solver-resource-request-...) */
const SOLVER = { cpu: "10m", memory: "64Mi" };

function ofNeed(need: Need): Footprint[] {
  if (!isStore(need)) return [];
  const { name, type, replicas, resources, size, backup } = need;
  const copies = pods(replicas, resources);
  const beside: readonly Amounts[] = [
    // HAProxy and what watches over it.
    ...(type === "mysql" ? [pods(Math.min(replicas, 2), { cpu: "60m", memory: "192Mi" })] : []),
    // In the same pods; MySQL's is a pod of its own.
    ...(backup === undefined
      ? []
      : type === "mysql"
        ? [pods(1, { cpu: "50m", memory: "512Mi" })]
        : [{ ...pods(replicas, { cpu: "20m", memory: "256Mi" }), pods: 0 }]),
  ];
  const stored = size === undefined ? {} : { storage: replicas * bytes(size), volumes: replicas };
  return [{ path: ["needs", name], ...[{ ...copies, ...stored }, ...beside].reduce(add) }];
}

const isStore = (need: Need): need is Exclude<Need, { readonly type: "s3" | "external" }> =>
  isDatastore(need.type);

const NOTHING: Amounts = { cpu: 0, memory: 0, storage: 0, volumes: 0, pods: 0 };

const pods = (
  count: number,
  { cpu, memory }: { readonly cpu: string; readonly memory: string },
): Amounts => ({
  ...NOTHING,
  cpu: count * (parseCpu(cpu) ?? 0),
  memory: count * bytes(memory),
  pods: count,
});

const add = (one: Amounts, other: Amounts): Amounts => ({
  cpu: one.cpu + other.cpu,
  memory: one.memory + other.memory,
  storage: one.storage + other.storage,
  volumes: one.volumes + other.volumes,
  pods: one.pods + other.pods,
});

const bytes = (size: string): number => parseBytes(size) ?? 0;
