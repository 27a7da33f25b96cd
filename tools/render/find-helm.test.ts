import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { silentReporter } from "../console/reporter.ts";
import { requireHelm } from "./find-helm.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-helm-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Puts a program on PATH that says of itself to be this version. */
function onPath(version: string) {
  mkdirSync(join(dir, "bin"));
  const path = join(dir, "bin/helm");
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

const said: string[] = [];
const context = () => ({
  cacheDir: dir,
  reporter: { ...silentReporter, info: (line: string) => said.push(line) },
  env: { PATH: join(dir, "bin") },
});
const pinned = async () => ({ binary: "/pinned/helm" });

it("takes a Helm 3 from PATH", async () => {
  const path = onPath("v3.14.0");
  expect(await requireHelm(context(), pinned)).toBe(path);
});

it("takes the pinned one where there is none", async () => {
  expect(await requireHelm(context(), pinned)).toBe("/pinned/helm");
});

it("passes a Helm 4 over, and says so", async () => {
  const path = onPath("v4.0.1");
  expect(await requireHelm(context(), pinned)).toBe("/pinned/helm");
  expect(said).toEqual([`${path} is v4.0.1; taking Loco's own Helm 3 instead`]);
});

it("refuses a Helm 4 where the pinned one cannot be built", async () => {
  const path = onPath("v4.0.1");
  const noGo = () => Promise.reject(new LocoError("TOOL_MISSING", "no Go", { hint: "install Go" }));
  await expect(requireHelm(context(), noGo)).rejects.toMatchObject({
    code: "HELM_UNFIT",
    message: `${path} is v4.0.1, and apps are rendered with Helm 3`,
    hint: expect.stringContaining("install Go"),
  });
});
