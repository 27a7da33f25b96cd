import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAddons } from "./addon-release.ts";
import { chartMirror } from "./chart-mirror.ts";
import { addon, addonInput } from "./sample.ts";

let dir: string;
let folder: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-mirror-"));
  folder = join(dir, "mirror");
  mkdirSync(join(folder, "charts"), { recursive: true });
  writeFileSync(join(folder, "charts", "dns-1.0.0.tgz"), "a package");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Stack {
  readonly resource: { readonly helm_release: Readonly<Record<string, object>> };
  readonly data: { readonly helm_template: Readonly<Record<string, object>> };
}

/** An addon with definitions of its own, with charts from `mirror` as somebody in `from` writes it. */
function synth(mirror: string, from = dir): { readonly stack: Stack; readonly outdir: string } {
  const app = new App({ outdir: join(from, "out"), skipValidation: true });
  const stack = new TerraformStack(app, "test");
  const addons = [addon("dns", [], { crds: "apart" })];
  createAddons(stack, { ...addonInput(), addons, mirror: chartMirror(mirror, from) });
  app.synth();
  return { stack: JSON.parse(Testing.synth(stack)) as Stack, outdir: join(from, "out/stacks/test") };
}

describe("a release whose chart comes from a mirror", () => {
  it("names the registry instead of the chart's repository, its definitions as well", () => {
    const { resource, data } = synth("oci://registry.example/loco").stack;
    const reference = { repository: "oci://registry.example/loco", chart: "dns", version: "1.0.0" };
    expect(resource.helm_release.dns).toMatchObject(reference);
    expect(data.helm_template["dns-chart"]).toMatchObject(reference);
  });

  it("takes a package out of a folder that is beside the stack then, under a path with its digest", () => {
    const { stack, outdir } = synth("mirror");
    const chart = expect.stringMatching(/^assets\/package-dns\/[0-9A-Fa-f]{16,32}\/dns-1\.0\.0\.tgz$/);
    expect(stack.resource.helm_release.dns).toMatchObject({ chart });
    expect(stack.resource.helm_release.dns).not.toHaveProperty("repository");
    expect(stack.data.helm_template["dns-chart"]).toMatchObject({ chart });
    const { chart: path } = stack.resource.helm_release.dns as { readonly chart: string };
    expect(existsSync(join(outdir, path))).toBe(true);
  });

  it("has the same path wherever the platform's folder is, and another one for another package", () => {
    const chartIn = (from: string) => synth("mirror", from).stack.resource.helm_release.dns;
    const first = chartIn(dir);
    const elsewhere = join(dir, "elsewhere");
    cpSync(folder, join(elsewhere, "mirror"), { recursive: true });
    expect(chartIn(elsewhere)).toEqual(first);
    writeFileSync(join(folder, "charts", "dns-1.0.0.tgz"), "another package");
    expect(chartIn(dir)).not.toEqual(first);
  });
});
