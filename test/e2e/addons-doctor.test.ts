import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { diagnoseAll } from "../../tools/actions/addons/doctor/doctor.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

let cluster: ApiCluster;
let helm: string;

beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
  cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
});
afterAll(() => cluster?.close());

const labels = { app: "web" };

/** A chart with one Deployment, whose pods are `pod` changed. */
function writeChart(pod: object, more: readonly object[] = []): string {
  const folder = join(dirname(cluster.kubeconfig), "chart");
  mkdirSync(join(folder, "templates"), { recursive: true });
  writeFileSync(join(folder, "Chart.yaml"), stringify({ apiVersion: "v2", name: "web", version: "1.0.0" }));
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "web:1" }], ...pod },
      },
    },
  };
  const text = [deployment, ...more].map((object) => stringify(object)).join("---\n");
  writeFileSync(join(folder, "templates", "all.yaml"), text);
  return folder;
}

/** Runs Helm, which may fail. */
const release = (namespace: string, chart: string, ...flags: string[]) =>
  execa(
    helm,
    [
      "upgrade",
      "--install",
      "web",
      chart,
      "--namespace",
      namespace,
      "--kubeconfig",
      cluster.kubeconfig,
      ...flags,
    ],
    { reject: false },
  );

async function diagnosisOf(namespace: string) {
  const getText = (path: string) => cluster.kubectl("get", "--raw", path);
  const client = { getText, get: async <T>(path: string) => JSON.parse(await getText(path)) as T };
  const [found] = await diagnoseAll(client, [{ name: "web", namespace }]);
  return found;
}

/** Asks again until the controllers have said what there is to say. */
const eventually = (namespace: string, expected: object) =>
  expect.poll(() => diagnosisOf(namespace), { timeout: 30_000, interval: 500 }).toMatchObject(expected);

describe("loco addons doctor, with real Helm on a real Kubernetes API", () => {
  it("says that an addon is not installed, and that one is well", async () => {
    await cluster.kubectl("create", "namespace", "well");
    expect(await diagnosisOf("well")).toMatchObject({ state: "missing", text: "is not installed" });
    const { exitCode } = await release(
      "well",
      writeChart({ nodeName: "node-1" }),
      "--wait",
      "--timeout",
      "60s",
    );
    expect(exitCode).toBe(0);
    expect(await diagnosisOf("well")).toEqual({
      release: "web",
      state: "well",
      text: "revision 1 deployed",
      findings: [],
    });
  });

  it("says what a failed release waits for: a node, a volume, an address", async () => {
    await cluster.kubectl("create", "namespace", "waiting");
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "fast",
        resources: { requests: { storage: "1Gi" } },
      },
    };
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] },
    };
    await release("waiting", writeChart({}, [claim, service]), "--wait", "--timeout", "3s");
    await eventually("waiting", {
      state: "broken",
      text: expect.stringMatching(/^revision 1 failed: .*(deadline|timed out)/),
      hint: "the next npx cdktf deploy platform upgrades it in place",
      findings: [
        { object: "Deployment web", text: "0 of 1 ready" },
        { object: expect.stringMatching(/^pod web-/), text: expect.stringContaining("is on no node") },
        { object: "volume claim data", text: expect.stringContaining('"fast" not found') },
        { object: "Service web", text: expect.stringContaining("has no address") },
      ],
    });
  });

  it("says that a namespace's Pod Security level keeps pods from being made", async () => {
    await cluster.kubectl("create", "namespace", "strict");
    await cluster.kubectl("label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted");
    await release("strict", writeChart({ hostNetwork: true }));
    await eventually("strict", {
      state: "broken",
      findings: [
        { object: "Deployment web", text: expect.stringMatching(/^0 of 1 ready: .*violates PodSecurity/) },
      ],
    });
  });

  it("says how a container ends", async () => {
    await cluster.kubectl("create", "namespace", "crashing");
    // Nobody plays this node's kubelet but the test.
    await release("crashing", writeChart({ nodeName: "node-2" }));
    await eventually("crashing", { findings: [{}, { object: expect.stringMatching(/^pod web-/) }] });
    const [pod = ""] = (
      await cluster.kubectl("get", "pods", "--namespace", "crashing", "--output", "name")
    ).split("\n");
    const status = {
      phase: "Running",
      containerStatuses: [
        {
          name: "main",
          image: "web:1",
          imageID: "",
          ready: false,
          restartCount: 4,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { reason: "Error", exitCode: 2 } },
        },
      ],
    };
    const patch = ["--subresource=status", "--type=merge", "--patch", JSON.stringify({ status })];
    await cluster.kubectl("patch", pod, "--namespace", "crashing", ...patch);
    expect(await diagnosisOf("crashing")).toMatchObject({
      state: "broken",
      findings: [{}, { text: "container main ends: Error, exit code 2, 4 restarts" }],
    });
  });

  it("says how to go on after a deploy that was killed, and that way works", async () => {
    await cluster.kubectl("create", "namespace", "killed");
    const running = release("killed", writeChart({}), "--wait", "--timeout", "120s");
    await eventually("killed", { text: expect.stringContaining("pending-install") });
    running.kill("SIGKILL");
    await running;
    expect((await release("killed", writeChart({ nodeName: "node-1" }))).stderr).toMatch(/in progress/);
    const { hint = "" } = (await diagnosisOf("killed")) ?? {};
    const [, command = ""] = /kubectl (.*), and deploy again$/.exec(hint) ?? [];
    await cluster.kubectl(...command.split(" "));
    const again = await release("killed", writeChart({ nodeName: "node-1" }), "--wait", "--timeout", "60s");
    expect(again.exitCode).toBe(0);
    expect(await diagnosisOf("killed")).toMatchObject({ state: "well" });
  });
});
