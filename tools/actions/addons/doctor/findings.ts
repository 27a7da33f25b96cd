import type {
  Claim,
  ClusterEvent,
  ContainerStatus,
  Pod,
  ReleaseFacts,
  Service,
  Workload,
} from "./objects.ts";

/** Something that explains why a release is not as it should be. */
export interface Finding {
  /** As `pod traefik-5d4f-x7k`. */
  readonly object: string;
  readonly text: string;
  /** A container whose last lines may say why. */
  readonly log?: { readonly pod: string; readonly container: string; readonly previous: boolean };
}

/** What is wrong with what a release made, from the workloads down to their containers. */
export function findingsOf(facts: ReleaseFacts): Finding[] {
  const { release, workloads, pods, claims, services, events } = facts;
  const own = (kind: string, name: string) => release?.objects.includes(`${kind}/${name}`) === true;
  const mine = workloads.filter(({ kind, metadata }) => own(kind, metadata.name));
  const broken = mine.filter(isBroken);
  const theirPods = broken.flatMap((workload) => pods.filter((pod) => belongsTo(pod, workload)));
  const waiting = claims.filter((claim) => claim.status?.phase === "Pending" && isOwnClaim(claim, mine, own));
  return [
    ...goneOf(facts),
    ...broken.map((workload) => workloadFinding(workload, events)),
    ...theirPods.flatMap((pod) => podFindings(pod, events)),
    ...waiting.map((claim) => claimFinding(claim, events)),
    ...services
      .filter(({ metadata }) => own("Service", metadata.name))
      .filter(lacksAddress)
      .map((service) => serviceFinding(service, events)),
  ];
}

/** What the release has made and somebody has deleted since; Jobs go by themselves. */
function goneOf({ release, workloads }: ReleaseFacts): Finding[] {
  const there = workloads.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  return (release?.objects ?? [])
    .filter((object) => /^(Deployment|StatefulSet|DaemonSet)\//.test(object) && !there.includes(object))
    .map((object) => ({ object: object.replace("/", " "), text: "is gone: somebody deleted it" }));
}

/** Claims of a StatefulSet's template are named `<template>-<set>-<number>`; Helm does not know of them. */
const isOwnClaim = (
  { metadata: { name } }: Claim,
  workloads: readonly Workload[],
  own: (kind: string, name: string) => boolean,
) =>
  own("PersistentVolumeClaim", name) ||
  workloads.some(
    (workload) => workload.kind === "StatefulSet" && name.includes(`-${workload.metadata.name}-`),
  );

const failure = ({ status }: Workload) =>
  status?.conditions?.find(
    ({ type, status: on }) => (type === "Failed" || type === "ReplicaFailure") && on === "True",
  );

/** How many pods are ready, of how many, and how many of them are as the release has them; for a Job, those that have done their work. */
function countsOf({ kind, spec, status = {} }: Workload): Counts {
  if (kind === "Job") {
    const done = status.succeeded ?? 0;
    return { ready: done, updated: done, wanted: spec.completions ?? 1 };
  }
  if (kind === "DaemonSet") {
    const wanted = status.desiredNumberScheduled ?? 0;
    return { ready: status.numberReady ?? 0, updated: status.updatedNumberScheduled ?? 0, wanted };
  }
  return {
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    wanted: spec.replicas ?? 1,
  };
}

interface Counts {
  readonly ready: number;
  readonly updated: number;
  readonly wanted: number;
}

function isBroken(workload: Workload): boolean {
  const { ready, updated, wanted } = countsOf(workload);
  return ready < wanted || updated < wanted || failure(workload) !== undefined;
}

function workloadFinding(workload: Workload, events: readonly ClusterEvent[]): Finding {
  const { kind, metadata } = workload;
  const { ready, updated, wanted } = countsOf(workload);
  const old = ready >= wanted && updated < wanted ? `, ${updated} of them as the release has it` : "";
  const count = `${ready} of ${wanted} ${kind === "Job" ? "done" : "ready"}${old}`;
  // Of a Deployment's pods that could not even be made, its ReplicaSets' events tell; of others their own.
  const why = failure(workload)?.message ?? newest(events, (event) => failedToCreate(event, workload));
  return { object: `${kind} ${metadata.name}`, text: why === undefined ? count : `${count}: ${why}` };
}

const failedToCreate = ({ reason, involvedObject: { name } }: ClusterEvent, { metadata }: Workload) =>
  reason === "FailedCreate" && (name === metadata.name || name?.startsWith(`${metadata.name}-`) === true);

function belongsTo({ metadata }: Pod, { spec }: Workload): boolean {
  const wanted = Object.entries(spec.selector?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => metadata.labels?.[key] === value);
}

function podFindings({ metadata, spec, status }: Pod, events: readonly ClusterEvent[]): Finding[] {
  const object = `pod ${metadata.name}`;
  const event = newest(events, ({ involvedObject: { name } }) => name === metadata.name);
  if (metadata.deletionTimestamp !== undefined) return [{ object, text: "is ending" }];
  if (status.phase === "Succeeded") return [];
  if (status.phase === "Failed")
    return [{ object, text: `failed: ${status.message ?? status.reason ?? event ?? "nobody says why"}` }];
  if (spec.nodeName === undefined) {
    const unscheduled = status.conditions?.find(
      ({ type, status: on }) => type === "PodScheduled" && on === "False",
    );
    return [
      { object, text: `is on no node: ${unscheduled?.message ?? event ?? "nothing has looked for one yet"}` },
    ];
  }
  const initial = (status.initContainerStatuses ?? []).filter(
    ({ ready, state }) => !ready && state?.terminated?.exitCode !== 0,
  );
  // Containers wait for the initial ones, which say why.
  const stuck = initial.length > 0 ? initial : (status.containerStatuses ?? []).filter(({ ready }) => !ready);
  if (stuck.length === 0) {
    const ready = status.conditions?.some(({ type, status: on }) => type === "Ready" && on === "True");
    return ready ? [] : [{ object, text: event ?? `waits on ${spec.nodeName}` }];
  }
  return stuck.map((container) => containerFinding(metadata.name, container, event));
}

/** What a kubelet says of a container that it has not begun with. */
const NOT_YET = ["ContainerCreating", "PodInitializing"];

function containerFinding(pod: string, container: ContainerStatus, event: string | undefined): Finding {
  const { name, restartCount, state, lastState } = container;
  const object = `pod ${pod}`;
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting;
  if (waiting !== undefined && ended === undefined) {
    const reason = waiting.reason ?? "waiting";
    const why = NOT_YET.includes(reason) ? event : (waiting.message ?? event);
    return { object, text: `container ${name}: ${reason}${why === undefined ? "" : `: ${why}`}` };
  }
  if (ended !== undefined) {
    const how = [ended.reason, `exit code ${ended.exitCode}`].filter((part) => part !== undefined).join(", ");
    const times = restartCount === 0 ? "" : `, ${restartCount} restarts`;
    const previous = state?.terminated === undefined;
    return {
      object,
      text: `container ${name} ends: ${how}${times}`,
      log: { pod, container: name, previous },
    };
  }
  const text = `container ${name} runs and is not ready${event === undefined ? "" : `: ${event}`}`;
  return { object, text, log: { pod, container: name, previous: false } };
}

function claimFinding({ metadata: { name } }: Claim, events: readonly ClusterEvent[]): Finding {
  const isOf = (event: ClusterEvent) => event.involvedObject.name === name;
  // Kubernetes goes on saying that it waits after the driver has said what is wrong.
  const why = newest(events, isOf) ?? newest(events, isOf, false) ?? "nobody says why";
  return { object: `volume claim ${name}`, text: `has no volume: ${why}` };
}

const lacksAddress = ({ spec, status }: Service) =>
  spec.type === "LoadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0;

const serviceFinding = ({ metadata: { name } }: Service, events: readonly ClusterEvent[]): Finding => ({
  object: `Service ${name}`,
  text: `has no address: ${newest(events, (event) => event.involvedObject.name === name) ?? "the addon cloudstack-ccm gives it one; its log says more"}`,
});

/** The newest warning that matches, in one line. */
function newest(
  events: readonly ClusterEvent[],
  matches: (event: ClusterEvent) => boolean,
  warningsOnly = true,
): string | undefined {
  const when = ({ lastTimestamp, eventTime }: ClusterEvent) => lastTimestamp ?? eventTime ?? "";
  return events
    .filter((event) => (!warningsOnly || event.type === "Warning") && matches(event))
    .toSorted((a, b) => when(a).localeCompare(when(b)))
    .at(-1)
    ?.message?.replaceAll(/\s+/g, " ")
    .trim();
}
