import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { outdated } from "../../tools/actions/charts/outdated.ts";
import { availableVersions } from "../../tools/charts/available-versions.ts";
import { craneProgram } from "../../tools/charts/mirror/crane.ts";
import { ensureCrane } from "../../tools/sandbox/toolchain/crane.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";
import { type ChartRepository, startChartRepository } from "./charts-supply/chart-repository.ts";
import { type ImageRegistry, startImageRegistry } from "./charts-supply/image-registry.ts";

let dir: string;
let registry: ImageRegistry;
let repository: ChartRepository;
let ask: ReturnType<typeof availableVersions>;

beforeAll(async () => {
  const helm = (await ensureHelm(toolchain)).binary;
  const program = await ensureCrane(toolchain);
  dir = mkdtempSync(join(tmpdir(), "loco-outdated-"));
  registry = await startImageRegistry(program);
  repository = await startChartRepository(helm, join(dir, "repository"), "127.0.94.3");
  ask = availableVersions(helm, craneProgram(program));
  for (const version of ["1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1"]) await repository.publish("web", version);
  await repository.publish("web-extras", "9.0.0");
  for (const version of ["v1.0.0", "v1.2.0", "v3.0.0"]) {
    const packed = await repository.publish("db", version);
    await execa(helm, ["push", packed, `oci://${registry.host}/charts`, "--plain-http"]);
  }
});
afterAll(async () => {
  repository?.close();
  await registry?.close();
  rmSync(dir, { recursive: true, force: true });
});

it("asks Helm repositories and registries alike, and names those that do not answer", async () => {
  const { charts, failed } = await outdated(
    [
      { repository: repository.url, name: "web", version: "1.0.0" },
      { repository: `oci://${registry.host}/charts`, name: "db", version: "v1.0.0" },
      { repository: repository.url, name: "gone", version: "1.0.0" },
      { repository: `oci://${registry.host}/charts`, name: "gone-too", version: "1.0.0" },
      { repository: "http://127.0.94.9:1", name: "away", version: "1.0.0" },
    ],
    ask,
  );
  expect(charts).toEqual([
    { name: "web", pinned: "1.0.0", sameMajor: "1.10.0", newest: "1.10.0" },
    { name: "db", pinned: "v1.0.0", sameMajor: "v1.2.0", newest: "v3.0.0" },
  ]);
  expect(failed.map(({ chart }) => chart)).toEqual(["gone", "gone-too", "away"]);
  expect(failed[0]?.reason).toBe(`${repository.url} has no chart gone`);
  expect(failed[1]?.reason).toMatch(/NAME_UNKNOWN/);
  expect(failed[2]?.reason).toContain("connection refused");
});
