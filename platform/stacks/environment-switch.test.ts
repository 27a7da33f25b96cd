import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { forgetOtherEnvironment } from "./environment-switch.ts";

let dir: string;
const remembered = () => existsSync(join(dir, ".terraform/terraform.tfstate"));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-environment-"));
  forgetOtherEnvironment(dir, "sandbox");
  mkdirSync(join(dir, ".terraform"));
  writeFileSync(join(dir, ".terraform/terraform.tfstate"), "{}");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("keeps what Terraform remembers of the same environment", () => {
  forgetOtherEnvironment(dir, "sandbox");
  expect(remembered()).toBe(true);
});

it.each(["staging", undefined])("forgets it when the environment becomes %s", (environment) => {
  forgetOtherEnvironment(dir, environment);
  expect(remembered()).toBe(false);
});
