import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedNode } from "../../tools/actions/nodes/list.ts";
import type { Removal } from "../../tools/actions/orphans/remove.ts";
import { SandboxProject } from "./sandbox-project.ts";

const WAIT = { timeout: 180_000, interval: 1_000 };

let project: SandboxProject;
let identity: string;

const uid = () => project.kubectl("get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}");

async function nodes(): Promise<readonly ListedNode[]> {
  return JSON.parse(await project.loco("nodes", "--json")).nodes;
}

/** Names of all Nodes that vote, whoever knows them. */
async function voters(): Promise<readonly string[]> {
  const label = "node-role.kubernetes.io/etcd=true";
  const names = await project.kubectl(
    "get",
    "nodes",
    `--selector=${label}`,
    "--output=jsonpath={.items[*].metadata.name}",
  );
  return names.split(" ").filter(Boolean).sort();
}

/** Deletes what is left over; not all of it may go, which is exit code 1. */
async function deleteOrphans(): Promise<Removal> {
  const { stdout } = await project.startLoco("orphans", "--delete", "--yes", "--json");
  return JSON.parse(stdout);
}

const machines = (findings: readonly { readonly kind: string; readonly name: string }[]) =>
  findings
    .filter(({ kind }) => kind === "machine")
    .map(({ name }) => name)
    .sort();

beforeAll(async () => {
  project = await SandboxProject.create("127.0.89.0/24");
  await project.up();
  identity = await uid();
});

afterAll(() => project?.remove());

describe.sequential("two servers that vote in etcd and are not in state", () => {
  it("come of a state that somebody put an old copy over", async () => {
    const state = join(project.dir, ".sandbox/platform.tfstate");
    copyFileSync(state, `${state}.old`);
    project.edit((text) => text.replace("control_plane_count = 1 ", "control_plane_count = 3 "));
    await project.deploy();
    await expect.poll(voters, WAIT).toHaveLength(3);
    await project.kubectl("create", "configmap", "kept", "--from-literal=a=b");
    const { serial } = JSON.parse(readFileSync(state, "utf8"));
    const old = JSON.parse(readFileSync(`${state}.old`, "utf8"));
    writeFileSync(state, JSON.stringify({ ...old, serial: serial + 1 }));
    const found = (await project.startLoco("orphans", "--json")).stdout;
    expect(machines(JSON.parse(found).orphans)).toEqual(["acme-cp-2-g1", "acme-cp-3-g1"]);
  });

  it("are kept while the API is silent, and so is the way to it", async () => {
    for (const name of ["acme-cp-2-g1", "acme-cp-3-g1"])
      await project.loco("sandbox", "machine", "stop", name);
    const { deleted, left, failures } = await deleteOrphans();
    expect(deleted).toEqual([]);
    expect(machines(left)).toEqual(["acme-cp-2-g1", "acme-cp-3-g1"]);
    expect(failures[0]?.problem).toContain("try again when the API answers");
  });

  it("leave the cluster before their machines go, the broken one first", async () => {
    await project.loco("sandbox", "machine", "start", "acme-cp-2-g1");
    await expect.poll(() => uid().catch(() => "silent"), WAIT).toBe(identity);
    const { deleted, left, failures } = await deleteOrphans();
    expect(failures).toEqual([]);
    expect(machines(deleted)).toEqual(["acme-cp-2-g1", "acme-cp-3-g1"]);
    expect(left).toEqual([]);
    await expect.poll(voters, WAIT).toEqual(["acme-cp-1-g1"]);
    expect(await uid()).toBe(identity);
  });

  it("are made anew by the next deploy, which loses nothing", async () => {
    await project.deploy();
    await expect.poll(voters, WAIT).toEqual(["acme-cp-1-g1", "acme-cp-2-g1", "acme-cp-3-g1"]);
    expect(await uid()).toBe(identity);
    expect(await project.kubectl("get", "configmap", "kept", "--output=jsonpath={.data.a}")).toBe("b");
    expect((await project.plan()).changes).toEqual([]);
  });
});

describe.sequential("a member that Terraform takes for a failed creation", () => {
  const planOf = async (slot: string) => (await nodes()).find((node) => node.slot === slot)?.nextPlan;

  it("is shown with the command that keeps it, and that command does", async () => {
    await project.terraform("taint", "cloudstack_instance.cp-2");
    const plan = await planOf("cp-2");
    const command = plan?.command ?? "";
    expect(command).toMatch(/^terraform -chdir=\S+ untaint cloudstack_instance\.cp-2$/);
    await project.terraform(...command.split(" ").slice(2));
    expect(await planOf("cp-2")).toEqual({ action: "nothing" });
    expect((await project.plan()).changes).toEqual([]);
  });

  it("stops a replacement of another server until it is decided", async () => {
    await project.terraform("taint", "cloudstack_instance.cp-2");
    await expect(project.loco("nodes", "replace", "cp-3")).rejects.toThrow(
      /untaint cloudstack_instance\.cp-2/,
    );
    await project.terraform("untaint", "cloudstack_instance.cp-2");
    expect(await voters()).toHaveLength(3);
  });
});
