import { randomUUID } from "node:crypto";
import { type KubeClient, KubeError } from "../../../kubernetes/kube-client.ts";
import type { Meta } from "./kube-objects.ts";

/** What an event is about. */
export interface Subject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
}

/** Tells of something on an object. */
export type Tell = (
  kube: KubeClient,
  about: Subject,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
) => Promise<void>;

/** Writes events like Kubernetes' own controllers: one that comes again is counted and not written twice. */
export function eventWriter(component: string): Tell {
  const written = new Map<string, { readonly path: string; count: number }>();
  return async (kube, { apiVersion, kind, metadata }, type, reason, message) => {
    const { name, namespace = "default", uid } = metadata;
    const now = new Date().toISOString().replace(/\.\d+/, "");
    const key = [uid, type, reason, message].join(" ");
    const known = written.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (await counted(kube, known.path, { count: known.count, lastTimestamp: now })) return;
    }
    const events = `/api/v1/namespaces/${namespace}/events`;
    const event = `${name}.${randomUUID().replaceAll("-", "").slice(0, 16)}`;
    const made = await recorded(kube, events, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: event, namespace },
      involvedObject: { apiVersion, kind, name, namespace: metadata.namespace, uid },
      type,
      reason,
      // The API takes no longer ones.
      message: message.slice(0, 1024),
      source: { component },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
    if (made) written.set(key, { path: `${events}/${event}`, count: 1 });
  };
}

/** False when the API takes none: a namespace that is ending gets no new objects, and what is in it must be let go of all the same. */
async function recorded(kube: KubeClient, path: string, event: object): Promise<boolean> {
  try {
    await kube.create(path, event);
    return true;
  } catch (error) {
    if (error instanceof KubeError) return false;
    throw error;
  }
}

/** False when the API has forgotten the event, as it does after an hour. */
async function counted(kube: KubeClient, path: string, change: object): Promise<boolean> {
  try {
    await kube.patch(path, change);
    return true;
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return false;
    throw error;
  }
}
