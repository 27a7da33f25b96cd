import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Addon } from "../../platform/addons/addon.ts";
import { createAddons } from "../../platform/addons/addon-release.ts";
import { packageDigest } from "../../platform/addons/chart-digest.ts";
import { chartMirror } from "../../platform/addons/chart-mirror.ts";
import { addon, addonInput } from "../../platform/addons/sample.ts";
import { requirePlatform } from "../../platform/read-platform.ts";
import { mirrorCharts } from "../../tools/actions/charts/mirror.ts";
import { copyAll } from "../../tools/actions/charts/mirror-copy.ts";
import { checkedSource, repositorySource } from "../../tools/charts/chart-source.ts";
import { type Crane, craneProgram } from "../../tools/charts/mirror/crane.ts";
import { imagesOfLayout } from "../../tools/charts/mirror/image-layout.ts";
import { layoutImages, registryImages } from "../../tools/charts/mirror/image-source.ts";
import { planMirror } from "../../tools/charts/mirror/mirror-plan.ts";
import { folderTarget, type MirrorTarget, registryTarget } from "../../tools/charts/mirror/target.ts";
import { openCharts } from "../../tools/charts/open-charts.ts";
import { helmRender } from "../../tools/charts/render.ts";
import { silentReporter } from "../../tools/console/reporter.ts";
import { ensureCrane } from "../../tools/sandbox/toolchain/crane.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";
import { type ChartRepository, startChartRepository } from "./charts-supply/chart-repository.ts";
import { type ImageRegistry, startDoor, startImageRegistry } from "./charts-supply/image-registry.ts";
import { platformToml } from "./charts-supply/platform-toml.ts";

let dir: string;
let helm: string;
let crane: Crane;
let upstream: ImageRegistry;
let closed: ImageRegistry;
let repository: ChartRepository;
let addons: readonly Addon[];

beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
  const program = await ensureCrane(toolchain);
  crane = craneProgram(program);
  dir = mkdtempSync(join(tmpdir(), "loco-mirror-"));
  [upstream, closed] = [await startImageRegistry(program), await startImageRegistry(program)];
  await upstream.publish("team/web:1.0");
  await upstream.publish("team/db:2.0");
  repository = await startChartRepository(helm, join(dir, "repository"), "127.0.94.2");
  const web = await repository.publish("web", "1.0.0", `${upstream.host}/team/web:1.0`);
  // One chart from a Helm repository, pinned by digest, and one from an OCI registry.
  const db = await repository.publish("db", "2.0.0+more", `${upstream.host}/team/db:2.0`);
  const charts = `oci://${upstream.host}/charts`;
  await execa(helm, ["push", db, charts, "--plain-http"]);
  addons = [
    addon("web", [], {
      chart: {
        repository: repository.url,
        name: "web",
        version: "1.0.0",
        digest: packageDigest(web) ?? "",
      },
      laterImages: "what web starts",
    }),
    addon("db", [], { chart: { repository: charts, name: "db", version: "2.0.0+more" } }),
  ];
});
afterAll(async () => {
  repository?.close();
  await upstream?.close();
  await closed?.close();
  rmSync(dir, { recursive: true, force: true });
});

const plan = (more: { readonly k3s?: readonly string[] } = {}) =>
  planMirror({
    input: { ...addonInput(), addons },
    more: [],
    source: checkedSource(repositorySource(helm, join(dir, "cache"))),
    render: helmRender(helm),
    k3s: async () => more.k3s ?? [],
  });
const fill = async (target: MirrorTarget, to: string, more = {}) =>
  copyAll(await plan(more), target, to, silentReporter);
const outcomes = ({ charts, images }: Awaited<ReturnType<typeof fill>>) =>
  [...charts, ...images].map(({ name, outcome }) => `${outcome} ${name.replace(upstream.host, "upstream")}`);

const everything = (outcome: string) => [
  `${outcome} db 2.0.0+more`,
  `${outcome} web 1.0.0`,
  `${outcome} upstream/team/db:2.0`,
  `${outcome} upstream/team/web:1.0`,
];

/** What Terraform is told of the charts when they come from `mirror`, and where it looks for files. */
function synth(mirror: string): { readonly releases: Record<string, Release>; readonly cwd: string } {
  const app = new App({ outdir: join(dir, "out"), skipValidation: true });
  const stack = new TerraformStack(app, "test");
  createAddons(stack, { ...addonInput(), addons, mirror: chartMirror(mirror, dir) });
  app.synth();
  const cwd = join(dir, "out/stacks/test");
  return { releases: JSON.parse(readFileSync(join(cwd, "cdk.tf.json"), "utf8")).resource.helm_release, cwd };
}

interface Release {
  readonly chart: string;
  readonly repository?: string;
  readonly version?: string;
}

/** Renders a release as the Helm provider is told of it. */
async function render({ chart, repository, version }: Release, cwd: string): Promise<string> {
  const reference = repository === undefined ? chart : `${repository}/${chart}`;
  const more = version === undefined ? [] : ["--version", version, "--plain-http"];
  return (await execa(helm, ["template", "release", reference, ...more], { cwd })).stdout;
}

describe("a mirror in a folder", () => {
  const folder = () => join(dir, "mirror");
  const target = () => folderTarget(folder(), crane);

  it("gets charts, and their images with all platforms under the same digest", async () => {
    const report = await fill(target(), "mirror");
    expect(report.failed).toEqual([]);
    expect(outcomes(report)).toEqual(everything("copied"));
    expect(report.uncovered).toEqual([{ addon: "web", images: "what web starts" }]);
    const name = `${upstream.host}/team/web:1.0`;
    const digest = await crane.digest(name);
    expect(imagesOfLayout(join(folder(), "images")).get(name)).toBe(digest);
    const index = readFileSync(join(folder(), "images/blobs/sha256", digest?.slice(7) ?? ""), "utf8");
    expect(JSON.parse(index).manifests.map((m: { platform: object }) => m.platform)).toEqual([
      { architecture: "amd64", os: "linux" },
      { architecture: "arm64", os: "linux" },
    ]);
    const list = JSON.parse(readFileSync(join(folder(), "mirror.json"), "utf8"));
    expect(list.images[name]).toBe(digest);
    expect(list.charts["web-1.0.0.tgz"]).toBe(packageDigest(join(folder(), "charts/web-1.0.0.tgz")));
  });

  it("is left alone when all is there, and gets what was published anew", async () => {
    expect(outcomes(await fill(target(), "mirror"))).toEqual(everything("there"));
    await upstream.publish("team/other:1");
    await execa(await ensureCrane(toolchain), [
      "copy",
      `${upstream.host}/team/other:1`,
      `${upstream.host}/team/db:2.0`,
    ]);
    expect(outcomes(await fill(target(), "mirror"))).toContain("copied upstream/team/db:2.0");
    expect(imagesOfLayout(join(folder(), "images")).size).toBe(2);
  });

  it("names what failed, copies the rest, and goes on the next time", async () => {
    const images = { k3s: [`${upstream.host}/team/late:1`] };
    const broken = await fill(folderTarget(join(dir, "partial"), crane), "partial", images);
    expect(broken.failed).toEqual([
      { what: `image ${upstream.host}/team/late:1`, reason: "its registry has no such image" },
    ]);
    expect(outcomes(broken)).toEqual(everything("copied"));
    await upstream.publish("team/late:1");
    const mended = await fill(folderTarget(join(dir, "partial"), crane), "partial", images);
    expect(mended.failed).toEqual([]);
    expect(outcomes(mended).filter((line) => line.startsWith("copied"))).toEqual([
      "copied upstream/team/late:1",
    ]);
  });

  it("is what Terraform's releases are made of then", async () => {
    const { releases, cwd } = synth("mirror");
    expect(existsSync(join(cwd, releases.web?.chart ?? ""))).toBe(true);
    for (const name of ["web", "db"])
      expect(await render(releases[name] as Release, cwd)).toContain(`${upstream.host}/team/${name}:`);
  });
});

describe("a mirror in a registry", () => {
  const url = () => `oci://${closed.host}/loco`;
  const direct = () => registryTarget(url(), helm, crane, registryImages(crane));
  const mirrored = (name: string) => `${closed.host}/loco/${upstream.host.replace(":", "-")}/${name}`;

  it("gets charts and images from upstream, images under the same digest", async () => {
    const report = await fill(direct(), url());
    expect(report.failed).toEqual([]);
    expect(outcomes(report)).toEqual(everything("copied"));
    expect(await crane.digest(mirrored("team/web:1.0"))).toBe(
      await crane.digest(`${upstream.host}/team/web:1.0`),
    );
    expect(report.registries).toContain(`endpoints = ["http://${closed.host}"]`);
  });

  it("is left alone when all is there", async () => {
    expect(outcomes(await fill(direct(), url()))).toEqual(everything("there"));
  });

  it("gets the same out of a folder, without upstream", async () => {
    const place = `oci://${closed.host}/carried`;
    const { charts, images } = await plan();
    const carried = join(dir, "mirror");
    const packages = charts.map(({ chart }) => ({
      chart,
      path: join(carried, "charts", `${chart.name}-${chart.version}.tgz`),
    }));
    const source = layoutImages(join(carried, "images"), crane);
    const whole = { charts: packages, images, failed: [], uncovered: [] };
    const target = registryTarget(place, helm, crane, source);
    const report = await copyAll(whole, target, place, silentReporter);
    expect(report.failed).toEqual([]);
    for (const name of ["team/web:1.0", "team/db:2.0"]) {
      expect(await crane.digest(mirrored(name).replace("/loco/", "/carried/"))).toBe(
        await crane.digest(`${upstream.host}/${name}`),
      );
    }
  });

  it("serves charts to verify, byte for byte, and to Terraform's releases", async () => {
    const { source } = await openCharts(
      process.env,
      silentReporter,
      chartMirror(url(), dir),
      join(dir, "cache-of-mirror"),
    );
    for (const { chart } of addons) {
      if ("folder" in chart) continue;
      const path = await checkedSource(source).locate(chart);
      const published = join(repository.folder, `${chart.name}-${chart.version}.tgz`);
      expect(packageDigest(path)).toBe(packageDigest(published));
    }
    const { releases, cwd } = synth(url());
    for (const name of ["web", "db"]) {
      expect(releases[name]?.repository).toBe(url());
      expect(await render(releases[name] as Release, cwd)).toContain(`${upstream.host}/team/${name}:`);
    }
  });
});

describe("a mirror that asks for a login", () => {
  it("is filled with Docker's, and says what is wrong without", async () => {
    const door = await startDoor(closed.host, "robot:let me in");
    const url = `oci://${door.host}/locked`;
    const target = registryTarget(url, helm, crane, registryImages(crane));
    const config = process.env.DOCKER_CONFIG;
    try {
      process.env.DOCKER_CONFIG = join(dir, "docker");
      mkdirSync(process.env.DOCKER_CONFIG);
      const refused = await fill(target, url);
      expect(refused.failed).toHaveLength(4);
      for (const { reason } of refused.failed) expect(reason).toMatch(/401|[Uu]nauthorized/);
      const auth = Buffer.from("robot:let me in").toString("base64");
      const file = join(process.env.DOCKER_CONFIG, "config.json");
      writeFileSync(file, JSON.stringify({ auths: { [door.host]: { auth } } }));
      expect(outcomes(await fill(target, url))).toEqual(everything("copied"));
    } finally {
      if (config === undefined) delete process.env.DOCKER_CONFIG;
      else process.env.DOCKER_CONFIG = config;
      door.close();
    }
  });
});

describe("loco charts mirror", () => {
  const place = () => ({ cwd: dir, env: process.env });

  it("finds the images of our own charts, those that a variable names, and k3s's", async () => {
    writeFileSync(
      join(dir, "platform.toml"),
      platformToml("system-upgrade-controller", `k3s = { mirror = "${repository.url}" }`),
    );
    const { config } = requirePlatform(dir, undefined);
    const release = join(repository.folder, encodeURIComponent(config.k3s_version));
    mkdirSync(release);
    writeFileSync(join(release, "k3s-images.txt"), "docker.io/rancher/mirrored-pause:3.6\n");
    const to = "oci://registry.example/loco";
    const { images, failed, registries } = await mirrorCharts(place(), silentReporter, { to, dryRun: true });
    expect(failed).toEqual([]);
    expect(images.map(({ name }) => name)).toEqual([
      "docker.io/rancher/mirrored-pause:3.6",
      expect.stringMatching(/^docker\.io\/rancher\/system-upgrade-controller:v/),
      expect.stringMatching(/^registry\.k8s\.io\/kubectl:v/),
    ]);
    expect(registries).toContain('"loco/registry.k8s.io/$1"');
  });

  it("brings a folder into a registry, asking nobody else", async () => {
    const to = `oci://${closed.host}/by-command`;
    const { images, failed } = await mirrorCharts(place(), silentReporter, { from: "mirror", to });
    expect(failed).toEqual([]);
    expect(images.map(({ outcome }) => outcome)).toEqual(["copied", "copied"]);
  });

  it("fails for what the folder lacks, and brings in the rest", async () => {
    rmSync(join(dir, "mirror/charts/web-1.0.0.tgz"));
    const to = `oci://${closed.host}/by-command`;
    const { images, failed, uncovered } = await mirrorCharts(place(), silentReporter, { from: "mirror", to });
    expect(failed).toMatchObject([{ what: "package web-1.0.0.tgz" }]);
    expect(images.map(({ outcome }) => outcome)).toEqual(["there", "there"]);
    expect(uncovered).toEqual([{ addon: "web", images: "what web starts" }]);
  });
});
