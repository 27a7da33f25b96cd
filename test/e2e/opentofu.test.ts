import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentReporter } from "../../tools/console/reporter.ts";
import { ensureBuilt } from "../../tools/sandbox/toolchain/build-cache.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureTerraform, openTofuModule } from "../../tools/sandbox/toolchain/terraform.ts";
import { SandboxProject } from "./sandbox-project.ts";

let project: SandboxProject;

beforeAll(async () => {
  const context = { cacheDir: cacheDir(process.env), reporter: silentReporter, env: process.env };
  const binary = join(await ensureBuilt(openTofuModule, context), "bin/tofu");
  const tofu = await ensureTerraform({ ...context, env: { ...process.env, TERRAFORM_BINARY_NAME: binary } });
  expect(tofu.flavour).toBe("opentofu");
  project = await SandboxProject.create("127.0.81.0/24", tofu);
  await project.up();
});

afterAll(async () => {
  await project?.remove();
});

describe.sequential("with OpenTofu, cdktf deploy platform on the sandbox", () => {
  it("brings up every node and has nothing to change afterwards", async () => {
    const names = await project.kubectl("get", "nodes", "--output", "name");
    expect(names.split("\n").sort()).toEqual([
      "node/acme-apps-1-g1",
      "node/acme-apps-2-g1",
      "node/acme-cp-1-g1",
    ]);
    expect((await project.plan()).changes).toEqual([]);
  });

  it("writes the kubeconfig from the stack's outputs", async () => {
    await project.loco("kubeconfig", "--out", "admin.kubeconfig");
    expect(project.read("admin.kubeconfig")).toBe(project.read(".sandbox/kubeconfig"));
  });

  it("refuses a k3s that is two minor versions away, by a record that it moves as Terraform does", async () => {
    const original = project.read("platform.toml");
    project.edit((text) => text.replace(/^k3s_version = .*$/m, 'k3s_version = "v1.38.0+k3s1"'));
    await expect(project.plan()).rejects.toThrow("k3s_version goes from v1.36");
    project.edit(() => original);
  });

  it("destroys everything", async () => {
    await project.destroy();
    expect((await project.status())?.cloud).toMatchObject({
      networks: [],
      addresses: [],
      machines: [],
      volumes: [],
    });
  });
});
