import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedNode } from "../../tools/actions/nodes/list.ts";
import { type CountingClient, startCounting } from "./counting-client.ts";
import { SandboxProject } from "./sandbox-project.ts";

/** No answer for so long would mean that the API was gone; how fast it is back is the machine's business. */
const BOUND_MS = 60_000;

const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: "web", image: "web:1" }],
        volumes: [{ name: "scratch", emptyDir: {} }],
      },
    },
  },
};

const BUDGET = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "web", namespace: "default" },
  spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
};

let project: SandboxProject;
let client: CountingClient;
let identity: string;

async function listed(): Promise<{
  readonly nodes: readonly ListedNode[];
  readonly strangers: readonly unknown[];
}> {
  return JSON.parse(await project.loco("nodes", "--json"));
}

/** Nodes as `acme-cp-1-g1 voter`, and what is wrong with them. */
async function cluster(): Promise<readonly string[]> {
  const { nodes, strangers } = await listed();
  return [
    ...nodes.map(({ name, etcd, ready, cordoned, troubles }) =>
      [name, etcd, ready ? "" : "not ready", cordoned ? "cordoned" : "", ...troubles]
        .filter(Boolean)
        .join(" "),
    ),
    ...strangers.map((stranger) => `stranger ${JSON.stringify(stranger)}`),
  ];
}

const kubeSystem = () =>
  project.kubectl("get", "namespace", "kube-system", "--output", "jsonpath={.metadata.uid}");

async function replace(...args: string[]): Promise<readonly string[]> {
  client.during(`replace ${args.join(" ")}`);
  const { steps } = JSON.parse(await project.loco("nodes", "replace", ...args, "--json")) as {
    steps: { node: string; step: string }[];
  };
  return steps.map(({ step }) => step);
}

beforeAll(async () => {
  project = await SandboxProject.create("127.0.86.0/24");
  project.edit((text) => text.replace("control_plane_count = 1 ", "control_plane_count = 3 "));
  await project.up();
  identity = await kubeSystem();
  client = await startCounting(project.kubeconfig);
});

afterAll(async () => {
  await client?.stop();
  await project?.remove();
});

describe("three servers and two agents, under a client that reads and writes all the time", () => {
  it("go on without the first server", async () => {
    client.during("cp-1 is stopped");
    const before = client.tally().writes;
    await project.loco("sandbox", "machine", "stop", "acme-cp-1-g1");
    await expect.poll(() => client.tally().writes, { timeout: BOUND_MS }).toBeGreaterThan(before + 20);
  });

  it("refuse to replace another server meanwhile", async () => {
    const before = project.read("platform.toml");
    await expect(project.loco("nodes", "replace", "cp-2")).rejects.toThrow(
      /cp-2 cannot be replaced now: the machine of cp-1 is Stopped {2}\[NODE_REFUSED\]/,
    );
    expect(project.read("platform.toml")).toBe(before);
  });

  it("get the first server back, at its address, under the next name", async () => {
    expect(await replace("cp-1")).toEqual([
      "generation-raised",
      "left-load-balancer",
      "pods-abandoned",
      "applied",
      "joined",
    ]);
    expect((await cluster()).slice(0, 3)).toEqual([
      "acme-cp-1-g2 voter",
      "acme-cp-2-g1 voter",
      "acme-cp-3-g1 voter",
    ]);
    expect(await kubeSystem()).toBe(identity);
  });

  it("do nothing when the same command is run again", async () => {
    expect(await replace("cp-1")).toEqual(["nothing-to-do"]);
  });

  it("get a server replaced by a command that was killed and run again", async () => {
    client.during("replace cp-2, killed");
    const first = project.startLoco("nodes", "replace", "cp-2");
    let output = "";
    first.all.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await expect.poll(() => output, { timeout: 120_000 }).toContain("making acme-cp-2-g2");
    // Whatever it is doing: every moment is a good one.
    await sleep(1_500);
    first.kill("SIGKILL");
    await first;
    expect(await replace("cp-2")).toContain("joined");
    expect((await cluster()).slice(0, 3)).toEqual([
      "acme-cp-1-g2 voter",
      "acme-cp-2-g2 voter",
      "acme-cp-3-g1 voter",
    ]);
  });

  it("get the last server replaced", async () => {
    expect(await replace("cp-3")).toEqual([
      "generation-raised",
      "left-load-balancer",
      "drained",
      "applied",
      "joined",
    ]);
  });

  it("ask before data on a node is lost, and change nothing", async () => {
    for (const object of [DEPLOYMENT, BUDGET]) await project.apply(object);
    await project.kubectl("rollout", "status", "deployment/web", "--timeout=120s");
    const before = project.read("platform.toml");
    await expect(project.loco("nodes", "replace", "pool", "apps")).rejects.toThrow(
      /\[NOT_CONFIRMED\].*an emptyDir is lost: default\/web-/s,
    );
    expect(project.read("platform.toml")).toBe(before);
  });

  it("wait for a budget that allows no disruption", async () => {
    await expect(
      project.loco("nodes", "replace", "pool", "apps", "--yes", "--drain-timeout", "5s"),
    ).rejects.toThrow(/violate the pod's disruption budget\. {2}\[NODE_NOT_DRAINED\]/);
    await project.apply({ ...BUDGET, spec: { ...BUDGET.spec, minAvailable: 1 } });
  });

  it("get their agents replaced one by one, going on where the budget stopped it", async () => {
    expect(await replace("pool", "apps", "--yes")).toEqual(
      ["apps-1", "apps-2"].flatMap(() => ["drained", "applied", "node-deleted", "joined"]),
    );
    await project.kubectl("rollout", "status", "deployment/web", "--timeout=120s");
    expect(await cluster()).toEqual([
      "acme-cp-1-g2 voter",
      "acme-cp-2-g2 voter",
      "acme-cp-3-g2 voter",
      "acme-apps-1-g2",
      "acme-apps-2-g2",
    ]);
    expect(await kubeSystem()).toBe(identity);
    expect((await project.plan()).changes).toEqual([]);
  });

  it("become one server, with everything that was written", async () => {
    client.during("remove cp-3");
    const removed = JSON.parse(await project.loco("nodes", "remove", "cp-3", "--yes", "--json"));
    expect(removed.nodes).toEqual(["cp-3", "cp-2"]);
    expect(await cluster()).toEqual(["acme-cp-1-g2 voter", "acme-apps-1-g2", "acme-apps-2-g2"]);
    expect(await kubeSystem()).toBe(identity);
    expect((await project.plan()).changes).toEqual([]);
  });

  it("lose no acknowledged write", async () => {
    const { writes, failures, longestGap, lost } = await client.stop();
    process.stdout.write(
      `${writes} writes, ${failures} requests tried again; longest gap ${longestGap.milliseconds} ms, during: ${longestGap.during}\n`,
    );
    expect(lost).toEqual([]);
    expect(longestGap.milliseconds).toBeLessThan(BOUND_MS);
  });
});
