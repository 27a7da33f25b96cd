import { randomUUID } from "node:crypto";
import { type KubeClient, KubeError } from "../../tools/kubernetes/kube-client.ts";

interface Stored {
  metadata: { name: string; finalizers?: string[]; deletionTimestamp?: string; [key: string]: unknown };
  [key: string]: unknown;
}

/** An API server in memory, for controllers: objects by their paths, merge patches, and finalizers that hold what is deleted. */
export interface MemoryKube extends KubeClient {
  readonly objects: Map<string, Stored>;
  /** Adds an object as the API server would, and gives it a uid. */
  readonly add: (collection: string, object: object) => void;
  /** `reason: message` of all events. */
  readonly events: () => readonly string[];
}

export function memoryKube(): MemoryKube {
  const objects = new Map<string, Stored>();
  const at = (path: string): Stored => {
    const found = objects.get(path);
    if (found === undefined) throw new KubeError(404, `${path} not found`);
    return found;
  };
  const settle = (path: string) => {
    const { metadata } = at(path);
    if (metadata.deletionTimestamp !== undefined && !metadata.finalizers?.length) objects.delete(path);
  };
  const add = (collection: string, object: object) => {
    const { metadata, ...rest } = object as Stored;
    objects.set(`${collection}/${metadata.name}`, { ...rest, metadata: { uid: randomUUID(), ...metadata } });
  };
  const patch = async (path: string, change: unknown) => {
    const target = path.replace(/\/status$/, "");
    objects.set(target, merged(at(target), change) as Stored);
    settle(target);
  };
  return {
    objects,
    add,
    events: () =>
      [...objects].flatMap(([path, { reason, message }]) =>
        path.includes("/events/") ? [`${reason}: ${message}`] : [],
      ),
    get: async <T>(path: string) => {
      if (objects.has(path)) return at(path) as T;
      const [root = "", kind = ""] = [path.replace(/\/[^/]+$/, ""), path.split("/").at(-1)];
      const items = [...objects].filter(([key]) => key.startsWith(root) && key.split("/").at(-2) === kind);
      return { items: items.map(([, object]) => structuredClone(object)) } as T;
    },
    getText: async () => "",
    find: async <T>(path: string) => structuredClone(objects.get(path)) as T | undefined,
    create: async (path, object) => add(path, object as object),
    put: async (path, object) => void objects.set(path, object as Stored),
    patch,
    strategicPatch: patch,
    delete: async (path) => {
      await patch(path, { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } });
    },
    ready: async () => true,
  };
}

/** A JSON merge patch: RFC 7396. */
function merged(target: unknown, change: unknown): unknown {
  if (typeof change !== "object" || change === null || Array.isArray(change)) return change;
  const result: Record<string, unknown> =
    typeof target === "object" && target !== null ? { ...(target as Record<string, unknown>) } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
