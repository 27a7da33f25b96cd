import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OwnChart, readOwnChart } from "./own-chart.ts";
import { chartPacker } from "./package-chart.ts";

const chart = (template: string): OwnChart => ({
  name: "web",
  files: [
    { path: "Chart.yaml", bytes: Buffer.from("apiVersion: v2\nname: web\nversion: 1.2.3\n") },
    { path: "templates/x.yaml", bytes: Buffer.from(template) },
  ],
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-package-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("gives a release the same bytes again, and another version for other values or templates", () => {
  const one = chartPacker(chart("a")).pack({ name: "shop" });
  expect(chartPacker(chart("a")).pack({ name: "shop" })).toEqual(one);
  expect(one.version).toMatch(/^1\.2\.3\+[0-9a-f]{16}$/);
  expect(one.fileName).toBe(`web-${one.version}.tgz`);
  expect(chartPacker(chart("a")).version({ name: "shop" })).toBe(one.version);
  const versions = [
    one.version,
    chartPacker(chart("a")).version({ name: "blog" }),
    chartPacker(chart("b")).version({ name: "shop" }),
  ];
  expect(new Set(versions).size).toBe(3);
});

it("says no time, name or system in what it packs", () => {
  const { bytes } = chartPacker(chart("a")).pack({});
  expect([...bytes.subarray(3, 10)]).toEqual([0, 0, 0, 0, 0, 0, 255]);
  const tar = gunzipSync(bytes);
  expect(tar.subarray(136, 147).toString()).toBe("00000000000");
});

it.each(["app", "app-base"])(
  "packs %s as any tar reads it, with the version in its Chart.yaml",
  async (name) => {
    const { bytes, version } = chartPacker(readOwnChart(name)).pack({ name: "shop" });
    writeFileSync(join(dir, "chart.tgz"), bytes);
    const { stdout } = await execa("tar", ["-xzOf", join(dir, "chart.tgz"), `${name}/Chart.yaml`]);
    expect(stdout).toContain(`\nversion: ${version}`);
    const { stdout: list } = await execa("tar", ["-tzf", join(dir, "chart.tgz")]);
    expect(list.split("\n")).toEqual(readOwnChart(name).files.map(({ path }) => `${name}/${path}`));
  },
);

it("takes no notice of where the charts' folder is", () => {
  cpSync(join(import.meta.dirname, "../../charts/app"), join(dir, "app"), { recursive: true });
  expect(chartPacker(readOwnChart("app", `${dir}/`)).pack({})).toEqual(
    chartPacker(readOwnChart("app")).pack({}),
  );
});
