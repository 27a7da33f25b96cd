import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import { ensureTerraform, parseVersion } from "./terraform.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "loco-terraform-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function program(name: string, says: string): Promise<void> {
  await writeFile(join(root, name), `#!/bin/sh\necho "${says}"\n`);
  await chmod(join(root, name), 0o755);
}
const ensure = (env: Readonly<Record<string, string>> = {}) =>
  ensureTerraform({ cacheDir: join(root, "cache"), reporter: silentReporter, env: { PATH: root, ...env } });

test("reads the version past a complaint about the CLI configuration", () => {
  expect(parseVersion("There are some problems\n\nTerraform v1.11.4\non linux_amd64")).toEqual({
    flavour: "terraform",
    version: "1.11.4",
  });
  expect(parseVersion("OpenTofu v1.10.0-rc1\non linux_amd64")).toEqual({
    flavour: "opentofu",
    version: "1.10.0-rc1",
  });
  expect(parseVersion("terragrunt version 0.5")).toBeUndefined();
});

test("takes terraform before tofu", async () => {
  await program("terraform", "Terraform v1.11.4");
  await program("tofu", "OpenTofu v1.12.6");
  expect(await ensure()).toEqual({
    binary: join(root, "terraform"),
    flavour: "terraform",
    version: "1.11.4",
  });
});

test("takes tofu where there is no terraform", async () => {
  await program("tofu", "OpenTofu v1.12.6");
  expect(await ensure()).toEqual({ binary: join(root, "tofu"), flavour: "opentofu", version: "1.12.6" });
});

test("TERRAFORM_BINARY_NAME wins, as a name or a path", async () => {
  await program("terraform", "Terraform v1.11.4");
  await program("tofu", "OpenTofu v1.12.6");
  expect((await ensure({ TERRAFORM_BINARY_NAME: "tofu" })).flavour).toBe("opentofu");
  expect((await ensure({ TERRAFORM_BINARY_NAME: join(root, "tofu") })).flavour).toBe("opentofu");
});

test("refuses a TERRAFORM_BINARY_NAME that is no program", async () => {
  await expect(ensure({ TERRAFORM_BINARY_NAME: "terrafrom" })).rejects.toMatchObject({
    code: "TOOL_MISSING",
    message: "TERRAFORM_BINARY_NAME is 'terrafrom', which is not a program",
  });
});

test("refuses a version before 1.6", async () => {
  await program("terraform", "Terraform v1.5.7");
  await expect(ensure()).rejects.toMatchObject({
    code: "TOOL_TOO_OLD",
    message: `${root}/terraform is Terraform 1.5.7, older than 1.6.0`,
  });
});

test("refuses a program that does not say its version", async () => {
  await program("terraform", "hello");
  await expect(ensure()).rejects.toMatchObject({ code: "TOOL_FAILED" });
});
