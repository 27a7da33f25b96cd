import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { destroyGuard } from "../../platform/addons/destroy-guard/destroy-guard.ts";
import { GUARDED } from "../../platform/addons/destroy-guard/guarded.ts";
import { kubeconfigOfState } from "../../tools/actions/stack/state-kubeconfig.ts";
import { parseState } from "../../tools/actions/stack/state-record.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";
import { SandboxProject } from "./sandbox-project.ts";

const CHART = join(import.meta.dirname, "../../charts/destroy-guard");
const WAIT = { timeout: 60_000, interval: 1_000 };

let project: SandboxProject;

/** What CloudStack has that costs money. */
async function inCloudStack() {
  const { machines = [], addresses = [], volumes = [] } = (await project.status())?.cloud ?? {};
  return {
    machines: machines.length,
    addresses: addresses.length,
    rules: addresses.flatMap(({ loadBalancers, firewall }) => [...loadBalancers, ...firewall]).length,
    volumes: volumes.filter(({ type }) => type === "DATADISK").length,
  };
}

/** An app with a volume in use and an address of its own. */
async function install(namespace: string): Promise<void> {
  const of = (kind: string, apiVersion = "v1") => ({
    apiVersion,
    kind,
    metadata: { name: "web", namespace },
  });
  await project.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await project.apply({
    ...of("PersistentVolumeClaim"),
    spec: {
      storageClassName: "cloudstack",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "5Gi" } },
    },
  });
  const labels = { app: "web" };
  await project.apply({
    ...of("Deployment", "apps/v1"),
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "web", image: "web:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
          volumes: [{ name: "data", persistentVolumeClaim: { claimName: "web" } }],
        },
      },
    },
  });
  await project.apply({
    ...of("Service"),
    spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] },
  });
  const address = () =>
    project.kubectl(
      "get",
      "service",
      "web",
      "--namespace",
      namespace,
      "--output=jsonpath={.status.loadBalancer.ingress[0].ip}",
    );
  await expect.poll(address, WAIT).toMatch(/^127\.0\.96\./);
}

const deleteGuarded = () =>
  project.kubectl("--namespace", GUARDED.namespace, "delete", "configmap", GUARDED.name).catch(String);

beforeAll(async () => {
  project = await SandboxProject.create("127.0.96.0/24");
  project.edit((text) => text.replace("count = 2", "count = 1"));
  await project.up();
  const { diskoffering } = await project.api.call("listDiskOfferings");
  await project.apply({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "cloudstack" },
    provisioner: "csi.cloudstack.apache.org",
    volumeBindingMode: "WaitForFirstConsumer",
    parameters: { "csi.cloudstack.apache.org/disk-offering-id": diskoffering[0].id },
  });
  // As the stack makes it, whose providers cannot be had everywhere. The platform here has no addons, so no namespace for one.
  await project.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: GUARDED.namespace } });
  const values = join(project.dir, "guard.yaml");
  const platform = ["default", "kube-node-lease", "kube-public", "kube-system", GUARDED.namespace];
  writeFileSync(values, stringify({ guarded: GUARDED, platform }));
  const { binary } = await ensureHelm(toolchain);
  const place = ["--namespace", GUARDED.namespace, "--kubeconfig", project.kubeconfig];
  await execa(binary, ["install", destroyGuard.name, CHART, ...place, "--values", values]);
  await project.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { ...GUARDED } });
});

afterAll(() => project?.remove());

describe.sequential("a platform with apps on it", () => {
  let before: Awaited<ReturnType<typeof inCloudStack>>;

  it("is not destroyed: the first thing that a destroy deletes is refused", async () => {
    before = await inCloudStack();
    await install("shop");
    await expect.poll(inCloudStack, WAIT).toMatchObject({ addresses: before.addresses + 1, volumes: 1 });
    expect(await deleteGuarded()).toMatch(/platform is in use.*npx loco platform drain/);
  });

  it("is reached after a destroy that was refused, which takes the outputs out of state", async () => {
    const { stdout } = await project.terraform("state", "pull");
    const record = parseState(stdout);
    const made = parse(kubeconfigOfState(record ?? { resources: [] }) ?? "");
    expect(made).toEqual(parse(String(record?.outputs.kubeconfig)));
  });

  it("says what would be lost, and deletes nothing unless that is confirmed", async () => {
    const { exitCode, stdout, stderr } = await project.startLoco("platform", "drain");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("[NOT_CONFIRMED]")]);
    expect(stdout.split("\n").map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ["namespace", "shop"],
      ["address", "shop/web", expect.stringMatching(/^127\.0\.96\./)],
      ["volume", "shop/web", expect.stringMatching(/^5 GiB, [0-9a-f-]{36} in CloudStack$/)],
    ]);
    expect(await inCloudStack()).toMatchObject({ volumes: 1 });
  });

  it("keeps its volumes in CloudStack when it is drained so, and says which", async () => {
    const out = await project.loco("platform", "drain", "--keep-volumes", "--yes");
    const id = /([0-9a-f-]{36}) in CloudStack/.exec(out.slice(out.indexOf("kept in CloudStack")))?.[1];
    const { volume } = await project.api.call("listVolumes", { id: id ?? "" });
    expect(volume).toMatchObject([{ id, type: "DATADISK" }]);
    expect(await inCloudStack()).toEqual({ ...before, volumes: 1 });
    expect(await project.loco("platform", "drain")).toContain("nothing is in use");
    await project.api.call("deleteVolume", { id: id ?? "" });
  });

  it("is destroyed once it is drained, and nothing is left in CloudStack", async () => {
    await install("store");
    await project.loco("platform", "drain", "--yes");
    expect(await inCloudStack()).toEqual(before);
    expect(await deleteGuarded()).toContain("deleted");
    await project.destroy();
    expect(await inCloudStack()).toEqual({ machines: 0, addresses: 0, rules: 0, volumes: 0 });
    const { count = 0 } = await project.api.call("listNetworks");
    expect(count).toBe(0);
  });
});
