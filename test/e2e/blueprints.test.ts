import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { renderReleases } from "../../tools/render/render-releases.ts";
import { type AppCluster, startAppCluster } from "../support/app-cluster.ts";
import { goldenApps, repositoryBlueprints } from "../support/repository-apps.ts";

const APPS = [...repositoryBlueprints(), ...goldenApps()];

let cluster: AppCluster;
beforeAll(async () => {
  cluster = await startAppCluster();
  const data = SAMPLE_PLATFORM.pools.find(({ name }) => name === "data");
  await cluster.kubectl("label", "node", "c", "--overwrite", "loco.dev/pool=data");
  await cluster.kubectl("taint", "node", "c", ...(data?.taints ?? []));
}, 300_000);
afterAll(() => cluster?.close());

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: object };
  readonly spec: {
    readonly template: PodTemplate;
    readonly jobTemplate: { readonly spec: { readonly template: PodTemplate } };
  };
}

interface PodTemplate {
  readonly metadata: { readonly labels?: object };
  readonly spec: { readonly restartPolicy?: string };
}

/** Every object of every release, hooks included. */
async function manifests(): Promise<{ readonly text: string; readonly objects: readonly Manifest[] }> {
  const releases = APPS.flatMap(({ app, facts }) => appReleases(app, facts));
  const text = (await renderReleases(cluster.helmPath, releases))
    .map((one) => {
      if ("refused" in one) throw new Error(`${one.release.name}: ${one.refused}`);
      return one.manifests;
    })
    .join("---\n");
  const objects = parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
  return { text, objects };
}

function podTemplate({ kind, spec }: Manifest): PodTemplate | undefined {
  if (kind === "CronJob") return spec.jobTemplate.spec.template;
  return kind === "Deployment" || kind === "Job" ? spec.template : undefined;
}

describe("the blueprints and the apps of the golden files, on a real Kubernetes API", () => {
  it("are all installed, by what their stacks say", async () => {
    const waiting = [...APPS];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { app, facts } = next;
        const name = app.name;
        expect([name, await cluster.deploy(app, facts)]).toEqual([
          name,
          [
            { address: "helm_release.base", outcome: "created" },
            { address: "helm_release.app", outcome: "created" },
          ],
        ]);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(APPS.map(({ app }) => app.name).toSorted()).toEqual([
      "full",
      "minimal",
      "myapp",
      "needs",
      "nightly",
      "seed",
      "shop",
      "site",
      "wiki",
    ]);
  }, 300_000);

  it("have their processes available", async () => {
    const text = await cluster.kubectl("get", "deployments", "--all-namespaces", "-o", "json");
    const { items } = JSON.parse(text) as {
      items: {
        metadata: { name: string; namespace: string };
        spec: { replicas: number };
        status: { availableReplicas?: number };
      }[];
    };
    const wanted = APPS.flatMap(({ app }) => app.processes.map(({ name }) => `${app.name}/${name}`));
    expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).toSorted()).toEqual(
      wanted.toSorted(),
    );
    for (const { spec, status } of items) expect(status.availableReplicas).toBe(spec.replicas);
  });

  it("are unchanged by a second run", async () => {
    for (const { app, facts } of APPS) {
      const outcomes = await cluster.deploy(app, facts);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
    }
  });

  it("are accepted field by field", async () => {
    const { text } = await manifests();
    await cluster.apply(text, "--dry-run=server", "--validate=strict", "--force-conflicts");
  });

  it("live in namespaces that refuse pods that are not restricted, and every pod of theirs is taken", async () => {
    const enforced = "pod-security.kubernetes.io/enforce=restricted";
    const namespaces = await cluster.kubectl("get", "namespaces", "-l", enforced, "-o", "name");
    expect(namespaces.split("\n").toSorted()).toEqual(
      APPS.map(({ app }) => `namespace/${app.name}`).toSorted(),
    );
    const { objects } = await manifests();
    const pods = objects.flatMap((object, index) => {
      const template = podTemplate(object);
      if (template === undefined) return [];
      const metadata = { ...template.metadata, name: `try-${index}`, namespace: object.metadata.namespace };
      return [{ apiVersion: "v1", kind: "Pod", metadata, spec: template.spec }];
    });
    expect(pods.length).toBeGreaterThan(APPS.length);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: pods });
    await cluster.apply(list, "--dry-run=server", "--validate=strict");
    expect(cluster.printed()).not.toMatch(/would violate PodSecurity/i);
  });

  it("would have said so, had a pod not been restricted", async () => {
    const pod = { containers: [{ name: "a", image: "a:1" }] };
    const open = { apiVersion: "v1", kind: "Pod", metadata: { name: "open", namespace: "site" }, spec: pod };
    await expect(cluster.apply(JSON.stringify(open))).rejects.toThrow(/violates PodSecurity "restricted/);
  });
});
