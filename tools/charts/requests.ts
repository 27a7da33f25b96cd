import type { Manifest } from "../../platform/addons/facts.ts";
import { UNITS } from "../../platform/config/quantity.ts";

/** What pods ask the scheduler for. */
export interface Requests {
  /** In thousandths of a core. */
  readonly cpu: number;
  /** In MiB. */
  readonly memory: number;
}

export const NOTHING: Requests = { cpu: 0, memory: 0 };

export const add = (a: Requests, b: Requests): Requests => ({
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
});

const SUFFIXES: Readonly<Record<string, number>> = { "": 1, m: 1e-3, ...UNITS };

/** A Kubernetes quantity as a number of units: cores, or bytes. */
export function quantity(text: unknown): number {
  const [, digits, suffix = ""] = /^([0-9.]+)(m|k|[MGT]i?|Ki)?$/.exec(String(text)) ?? [];
  const unit = SUFFIXES[suffix];
  if (digits === undefined || unit === undefined) throw new Error(`${String(text)} is no quantity`);
  return Number(digits) * unit;
}

/** How many pods go on running. */
export const podCount = (manifests: readonly Manifest[], nodes: number): number =>
  manifests.reduce((sum, manifest) => sum + podsOf(manifest, nodes), 0);

/** How many of the containers that go on running ask for neither CPU nor memory. */
export const withoutRequests = (manifests: readonly Manifest[]): number =>
  manifests
    .filter((manifest) => podsOf(manifest, 1) > 0)
    .flatMap(({ spec }): readonly Container[] => spec?.template?.spec?.containers ?? [])
    .filter(({ resources }) => resources?.requests === undefined).length;

/** The requests of everything that goes on running; a DaemonSet counts once for each of `nodes`. Jobs come and go. */
export function requestsOf(manifests: readonly Manifest[], nodes: number): Requests {
  return manifests.reduce((sum, manifest) => {
    const pods = podsOf(manifest, nodes);
    const one = podRequests(manifest.spec?.template?.spec);
    return pods === 0 ? sum : add(sum, { cpu: one.cpu * pods, memory: one.memory * pods });
  }, NOTHING);
}

function podsOf({ kind, spec }: Manifest, nodes: number): number {
  if (kind === "DaemonSet") return nodes;
  return kind === "Deployment" || kind === "StatefulSet" ? (spec?.replicas ?? 1) : 0;
}

interface Container {
  readonly resources?: { readonly requests?: { readonly cpu?: unknown; readonly memory?: unknown } };
  readonly restartPolicy?: string;
}

/** Containers run together, init containers one after the other before them; sidecars are init containers that stay. */
function podRequests(
  spec: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] } = {},
): Requests {
  const init = spec.initContainers ?? [];
  const staying = [
    ...(spec.containers ?? []),
    ...init.filter(({ restartPolicy }) => restartPolicy === "Always"),
  ];
  const running = staying.map(containerRequests).reduce(add, NOTHING);
  const first = init.filter(({ restartPolicy }) => restartPolicy !== "Always").map(containerRequests);
  return {
    cpu: Math.max(running.cpu, ...first.map(({ cpu }) => cpu)),
    memory: Math.max(running.memory, ...first.map(({ memory }) => memory)),
  };
}

function containerRequests({ resources }: Container): Requests {
  const { cpu = 0, memory = 0 } = resources?.requests ?? {};
  return { cpu: quantity(cpu) * 1000, memory: quantity(memory) / 2 ** 20 };
}
