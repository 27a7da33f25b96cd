import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageDigest } from "../../platform/addons/chart-digest.ts";
import { checkedSource, folderSource, namedSource, registrySource } from "./chart-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "loco-charts-"));
  writeFileSync(join(folder, "web-1.0.0.tgz"), "a package");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const web = { repository: "https://charts.example", name: "web", version: "1.0.0" };

describe("a folder of charts, checked", () => {
  const locate = (digest?: string) =>
    checkedSource(folderSource(folder)).locate(digest === undefined ? web : { ...web, digest });

  it("gives a package with the digest that the lock pins, and any where it pins none", async () => {
    const path = join(folder, "web-1.0.0.tgz");
    expect(await locate(packageDigest(path))).toBe(path);
    expect(await locate()).toBe(path);
  });

  it("refuses another package under the same version, and says what each is", async () => {
    await expect(locate("sha256:00")).rejects.toMatchObject({
      code: "CHART_DIGEST",
      message: expect.stringMatching(
        /web-1\.0\.0\.tgz is sha256:[0-9a-f]{64}, and charts\.lock\.json pins web 1\.0\.0 as sha256:00$/,
      ),
      hint: expect.stringContaining("loco charts lock"),
    });
  });

  it("has no digest to compare of a chart that is unpacked", async () => {
    rmSync(join(folder, "web-1.0.0.tgz"));
    mkdirSync(join(folder, "web"));
    writeFileSync(join(folder, "web", "Chart.yaml"), "version: 1.0.0\n");
    expect(await locate("sha256:00")).toBe(join(folder, "web"));
  });
});

describe("a chart that is inside", () => {
  const locate = (name: string, version: string) =>
    namedSource(folderSource(folder), async () => ({ name, version, appVersion: undefined })).locate(web);

  it("what it was taken for is taken", async () => {
    expect(await locate("web", "1.0.0")).toBe(join(folder, "web-1.0.0.tgz"));
  });

  it.each([
    ["other", "1.0.0"],
    ["web", "1.0.1"],
  ])("%s %s is refused as web 1.0.0", async (name, version) => {
    await expect(locate(name, version)).rejects.toMatchObject({
      code: "CHART_VERSION",
      message: expect.stringContaining(`is ${name} ${version} inside, and charts.lock.json pins web 1.0.0`),
    });
  });
});

it("a registry stands for the repositories of all charts", async () => {
  const asked: string[] = [];
  const source = registrySource("oci://mirror.example", {
    locate: async ({ repository }) => {
      asked.push(repository);
      return "";
    },
  });
  await source.locate(web);
  expect(asked).toEqual(["oci://mirror.example"]);
});
