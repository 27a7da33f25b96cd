import { describe, expect, it } from "vitest";
import { findingsOf } from "./findings.ts";
import type { ClusterEvent, ContainerStatus, Pod, ReleaseFacts, Workload } from "./objects.ts";

const LABELS = { app: "web" };

const deployment = (readyReplicas: number): Workload => ({
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 1, selector: { matchLabels: LABELS } },
  status: { readyReplicas, updatedReplicas: 1 },
});

const pod = (change: Partial<Pod["status"]> = {}, nodeName?: string): Pod => ({
  metadata: { name: "web-1", labels: LABELS },
  spec: nodeName === undefined ? {} : { nodeName },
  status: { phase: "Pending", ...change },
});

const running = (container: Partial<ContainerStatus>): Pod =>
  pod(
    {
      phase: "Running",
      containerStatuses: [{ name: "main", ready: false, restartCount: 0, ...container }],
    },
    "node-1",
  );

const warning = (name: string, message: string, at = "2026-01-01T00:00:00Z"): ClusterEvent => ({
  type: "Warning",
  reason: "Failed",
  message,
  involvedObject: { name },
  lastTimestamp: at,
});

const facts = (changes: Partial<ReleaseFacts>): ReleaseFacts => ({
  name: "web",
  namespace: "web",
  release: {
    revision: 1,
    status: "failed",
    description: "",
    objects: ["Deployment/web", "Service/web", "PersistentVolumeClaim/data"],
  },
  workloads: [deployment(0)],
  pods: [],
  claims: [],
  services: [],
  events: [],
  ...changes,
});

const texts = (changes: Partial<ReleaseFacts>) =>
  findingsOf(facts(changes)).map(({ object, text }) => `${object}: ${text}`);

describe("findingsOf", () => {
  it("finds nothing where everything is ready", () => {
    const service = { metadata: { name: "web" }, spec: { type: "ClusterIP" } };
    expect(texts({ workloads: [deployment(1)], pods: [pod()], services: [service] })).toEqual([]);
  });

  it("leaves out what belongs to another release in the same namespace", () => {
    const other: Workload = { ...deployment(0), metadata: { name: "other" } };
    expect(texts({ workloads: [deployment(1), other], pods: [pod()] })).toEqual([]);
  });

  it("says that an update does not come through behind a pod that is still ready", () => {
    const stuck: Workload = { ...deployment(1), status: { readyReplicas: 1, updatedReplicas: 0 } };
    const next = running({ state: { waiting: { reason: "ErrImagePull", message: "no such image" } } });
    expect(texts({ workloads: [stuck], pods: [next] })).toEqual([
      "Deployment web: 1 of 1 ready, 0 of them as the release has it",
      "pod web-1: container main: ErrImagePull: no such image",
    ]);
  });

  it("says what is gone", () => {
    expect(texts({ workloads: [] })).toEqual(["Deployment web: is gone: somebody deleted it"]);
  });

  it("says why pods could not even be made", () => {
    const event = {
      ...warning("web-5d4f", 'pods "web-" is forbidden: violates PodSecurity'),
      reason: "FailedCreate",
    };
    expect(texts({ events: [event] })).toEqual([
      'Deployment web: 0 of 1 ready: pods "web-" is forbidden: violates PodSecurity',
    ]);
  });

  it("says why a pod is on no node", () => {
    const message = "0/2 nodes are available: 2 Insufficient memory.";
    const conditions = [{ type: "PodScheduled", status: "False", message }];
    expect(texts({ pods: [pod({ conditions })] })).toContain(`pod web-1: is on no node: ${message}`);
  });

  it("says what an image, a mount or a probe fails with, the newest words first", () => {
    const waiting = (reason: string, message?: string) =>
      running({ state: { waiting: { reason, ...(message === undefined ? {} : { message }) } } });
    expect(texts({ pods: [waiting("ImagePullBackOff", "Back-off pulling image x")] })).toContain(
      "pod web-1: container main: ImagePullBackOff: Back-off pulling image x",
    );
    const events = [
      warning("web-1", "an old one", "2025-01-01T00:00:00Z"),
      warning("web-1", 'MountVolume.SetUp failed:\n  secret "keys" not found'),
      warning("web-2", "another pod's", "2027-01-01T00:00:00Z"),
    ];
    expect(texts({ pods: [waiting("ContainerCreating")], events })).toContain(
      'pod web-1: container main: ContainerCreating: MountVolume.SetUp failed: secret "keys" not found',
    );
    expect(
      texts({ pods: [running({})], events: [warning("web-1", "Readiness probe failed: 503")] }),
    ).toContain("pod web-1: container main runs and is not ready: Readiness probe failed: 503");
  });

  it("says how a container ends, and asks for the log of the run before", () => {
    const crashing = running({
      restartCount: 5,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s" } },
      lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
    });
    expect(findingsOf(facts({ pods: [crashing] })).at(-1)).toEqual({
      object: "pod web-1",
      text: "container main ends: OOMKilled, exit code 137, 5 restarts",
      log: { pod: "web-1", container: "main", previous: true },
    });
  });

  it("looks at the initial containers first", () => {
    const init = {
      name: "wait",
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: "ErrImagePull" } },
    };
    const both = pod(
      {
        initContainerStatuses: [init],
        containerStatuses: [{ name: "main", ready: false, restartCount: 0 }],
      },
      "node-1",
    );
    expect(texts({ pods: [both] }).slice(1)).toEqual(["pod web-1: container wait: ErrImagePull"]);
  });

  it("says what claims and Services wait for", () => {
    const claims = [{ metadata: { name: "data" }, status: { phase: "Pending" } }];
    const services = [{ metadata: { name: "web" }, spec: { type: "LoadBalancer" } }];
    const later = "2026-01-02T00:00:00Z";
    const found = texts({
      workloads: [deployment(1)],
      claims,
      services,
      events: [
        { ...warning("data", "waiting for a volume to be created", later), type: "Normal" },
        warning("data", 'storageclass "fast" not found'),
        warning("web", "Error syncing load balancer: no public address"),
      ],
    });
    expect(found).toEqual([
      'volume claim data: has no volume: storageclass "fast" not found',
      "Service web: has no address: Error syncing load balancer: no public address",
    ]);
  });
});
