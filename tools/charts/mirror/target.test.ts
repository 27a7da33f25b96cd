import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Crane, craneProgram } from "./crane.ts";
import { registryImages } from "./image-source.ts";
import { folderTarget, registryTarget } from "./target.ts";

let dir: string;
const crane: Crane = { ...craneProgram("/nowhere/crane"), layers: async () => undefined };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-target-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const web = { repository: "https://charts.example", name: "web", version: "1.0.0" };

it.each([
  ["a folder", () => folderTarget(join(dir, "mirror"), crane)],
  [
    "a registry",
    () => registryTarget("oci://registry.example", "/nowhere/helm", crane, registryImages(crane)),
  ],
])("%s takes no unpacked chart, and does not say that it has it already", async (_, target) => {
  mkdirSync(join(dir, "web"));
  await expect(target().chart(web, join(dir, "web"))).rejects.toMatchObject({
    code: "CHART_MISSING",
    hint: `pack it: helm package ${join(dir, "web")}`,
  });
});

it("a folder takes a package once", async () => {
  writeFileSync(join(dir, "web-1.0.0.tgz"), "a package");
  const target = folderTarget(join(dir, "mirror"), crane);
  expect(await target.chart(web, join(dir, "web-1.0.0.tgz"))).toBe("copied");
  expect(await target.chart(web, join(dir, "web-1.0.0.tgz"))).toBe("there");
});

describe("a folder that cannot be filled", () => {
  it("is refused at once when it is a file", () => {
    writeFileSync(join(dir, "mirror"), "");
    expect(() => folderTarget(join(dir, "mirror"), crane)).toThrow(
      expect.objectContaining({ code: "MIRROR_INVALID", message: expect.stringContaining("ENOTDIR") }),
    );
  });

  it("is refused at once when its list of images cannot be read", () => {
    mkdirSync(join(dir, "images"));
    writeFileSync(join(dir, "images/index.json"), "");
    expect(() => folderTarget(dir, crane)).toThrow(
      expect.objectContaining({ code: "MIRROR_INVALID", hint: expect.stringContaining("delete") }),
    );
  });

  it("is said when its list cannot be written", () => {
    const target = folderTarget(dir, crane);
    rmSync(join(dir, "charts"), { recursive: true });
    expect(() => target.finish({ failed: [], uncovered: [] })).toThrow(
      expect.objectContaining({ code: "MIRROR_INVALID" }),
    );
  });
});

it("a folder loses what a run that was killed left half written", () => {
  const blobs = join(dir, "images/blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  for (const file of ["a".repeat(64), `${"b".repeat(64)}123`]) writeFileSync(join(blobs, file), "");
  folderTarget(dir, crane);
  expect(readdirSync(blobs)).toEqual(["a".repeat(64)]);
});
