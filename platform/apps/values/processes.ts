import type { App, Health, Process, Replicas, Resources } from "../app.ts";
import { WEB } from "../app-file.ts";
import type { PlatformFacts } from "../source.ts";
import type { Probe, Process as ProcessValues } from "./app-values.gen.ts";
import { backupAnnotations } from "./backup-values.ts";
import { envValues } from "./env.ts";

/** What a process becomes. */
export function processValues(app: App, process: Process, { domain }: PlatformFacts): ProcessValues {
  const { command, args, port, health, replicas, strategy } = process;
  const { deploy, volumes } = app;
  const own = volumes.filter((volume) => volume.process === process.name);
  return {
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...envValues(app, domain, process.env, port),
    resources: resourceValues(process.resources),
    ...(port === undefined ? {} : { port }),
    ...metricsOf(app, process),
    ...annotationsOf(app, process),
    ...(health === undefined ? {} : probes(health)),
    ...scaleOf(replicas),
    ...(fewest(replicas) > 1 ? { disruptions: 1 } : {}),
    strategy: strategy === "recreate" ? "Recreate" : "RollingUpdate",
    ...(own.length === 0 ? {} : { volumes: Object.fromEntries(own.map(({ name, path }) => [name, path])) }),
    timeout: deploy.timeout,
    history: deploy.keep,
  };
}

/** What a container asks for and may take. Memory is all there from the start, so that nobody else's runs out. */
export const resourceValues = ({ cpu, cpuLimit, memory, disk }: Resources) => ({
  requests: { cpu, memory, "ephemeral-storage": disk },
  limits: { ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }), memory, "ephemeral-storage": disk },
});

/** Those of the port that the metrics are at; where it is no process's port, every process has them there. */
function metricsOf({ metrics, processes }: App, process: Process): Pick<ProcessValues, "metrics"> {
  if (metrics === undefined) return {};
  const elsewhere = processes.some(({ port }) => port === metrics.port) && process.port !== metrics.port;
  return elsewhere ? {} : { metrics };
}

function annotationsOf(app: App, { name }: Process): Pick<ProcessValues, "annotations"> {
  if (name !== WEB || app.backup?.command === undefined) return {};
  return { annotations: backupAnnotations(app) };
}

/** A container is asked this often, or as seldom as an answer takes, while it starts. */
const STARTUP_PERIOD = 2;

function probes(health: Health): Pick<ProcessValues, "readiness" | "startup" | "liveness"> {
  const { path, interval: period, timeout, grace, failures, liveness } = health;
  const at = path === undefined ? {} : { path };
  const startup = Math.max(STARTUP_PERIOD, timeout);
  const again: Omit<Probe, "path"> = { period, timeout, failures };
  return {
    startup: { ...at, period: startup, timeout, failures: Math.ceil(grace / startup) },
    readiness: { ...at, ...again },
    ...(liveness === undefined ? {} : { liveness: { path: liveness, ...again } }),
  };
}

const fewest = (replicas: Replicas): number => (replicas.kind === "fixed" ? replicas.count : replicas.min);

/**
 * A fixed number above one is an HPA's whose least and most are the same. Helm takes `replicas` out of a Deployment that no
 * longer has it, Kubernetes then makes it one, and all replicas but one end: so a number that scalers may follow never
 * stands there. One and none do, so that what was more goes down to them.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
 */
function scaleOf(replicas: Replicas): Pick<ProcessValues, "replicas" | "scale"> {
  if (replicas.kind === "fixed") {
    const { count } = replicas;
    return count > 1 ? { scale: { min: count, max: count } } : { replicas: count };
  }
  const { min, max, cpuTarget, memoryTarget } = replicas;
  return {
    scale: {
      min,
      max,
      ...(cpuTarget === undefined ? {} : { cpu: cpuTarget }),
      ...(memoryTarget === undefined ? {} : { memory: memoryTarget }),
    },
  };
}
