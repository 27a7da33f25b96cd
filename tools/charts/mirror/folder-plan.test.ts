import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packagePath } from "../../../platform/addons/chart-mirror.ts";
import { checkedSource, folderSource } from "../chart-source.ts";
import { planOfFolder } from "./folder-plan.ts";
import { formatImage } from "./image-reference.ts";
import { writeList } from "./mirror-list.ts";

const chart = (name: string) => ({ repository: "https://charts.example", name, version: "1.0.0" });
const [web, db, off] = [chart("web"), chart("db"), chart("off")];
const NOTHING_LEFT = { failed: [], uncovered: [] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "loco-mirror-"));
  mkdirSync(join(folder, "charts"));
  mkdirSync(join(folder, "images"));
  for (const chart of [web, db]) writeFileSync(packagePath(join(folder, "charts"), chart), chart.name);
  images({ "docker.io/library/web:1": "sha256:aa", "docker.io/library/db:1": "sha256:bb" });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function images(digests: Record<string, string>): void {
  const manifests = Object.entries(digests).map(([name, digest]) => ({
    digest,
    annotations: { "org.opencontainers.image.ref.name": name },
  }));
  writeFileSync(join(folder, "images/index.json"), JSON.stringify({ manifests }));
}

async function plan(needed = ["web", "db"]) {
  const source = checkedSource(folderSource(join(folder, "charts")));
  const { charts, images, failed, uncovered } = await planOfFolder(folder, {
    locked: [web, db, off],
    needed,
    source,
  });
  return {
    charts: charts.map(({ chart }) => chart.name),
    images: images.map(formatImage),
    failed,
    uncovered,
  };
}

describe("a folder that was filled before", () => {
  it("is brought in whole, with what has to be copied by hand", async () => {
    const uncovered = [{ addon: "db", images: "what db starts" }];
    writeList(folder, { failed: [], uncovered });
    expect(await plan()).toEqual({
      charts: ["web", "db"],
      images: ["docker.io/library/db:1", "docker.io/library/web:1"],
      failed: [],
      uncovered,
    });
  });

  it("fails for what could not be copied into it", async () => {
    writeList(folder, { failed: [{ what: "image a:1", reason: "no route to host" }], uncovered: [] });
    expect((await plan()).failed).toEqual([
      { what: "image a:1", reason: `was not copied into ${folder}: no route to host` },
    ]);
  });

  it("fails for a package and an image that went or are something else, and brings in the others", async () => {
    writeList(folder, NOTHING_LEFT);
    rmSync(packagePath(join(folder, "charts"), db));
    writeFileSync(packagePath(join(folder, "charts"), web), "something else");
    images({ "docker.io/library/web:1": "sha256:cc" });
    const { charts, images: brought, failed } = await plan();
    expect([...charts, ...brought]).toEqual([]);
    expect(failed.map(({ what, reason }) => `${what} ${reason.split(",")[0]}`)).toEqual([
      "package db-1.0.0.tgz is not there",
      expect.stringMatching(/^package web-1\.0\.0\.tgz is sha256:[0-9a-f]{64}$/),
      "image docker.io/library/db:1 is not there",
      "image docker.io/library/web:1 is sha256:cc",
    ]);
  });

  it("fails for a chart that platform.toml turns on and that it never had", async () => {
    writeList(folder, NOTHING_LEFT);
    expect((await plan(["web", "off"])).failed).toEqual([
      { what: "chart off 1.0.0", reason: `${folder} lacks it, and platform.toml turns it on` },
    ]);
  });

  it("is none without a list that can be read", async () => {
    writeFileSync(join(folder, "mirror.json"), "");
    await expect(plan()).rejects.toMatchObject({ code: "MIRROR_INVALID", hint: expect.any(String) });
  });
});
