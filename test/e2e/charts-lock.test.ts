import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageDigest } from "../../platform/addons/chart-digest.ts";
import { chartLock, fromLock } from "../../platform/addons/charts.ts";
import { lockCharts } from "../../tools/actions/charts/lock.ts";
import { verifyCharts } from "../../tools/actions/charts/verify.ts";
import { checkedSource, repositorySource } from "../../tools/charts/chart-source.ts";
import { silentReporter } from "../../tools/console/reporter.ts";
import { ensureCrane } from "../../tools/sandbox/toolchain/crane.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";
import { type ChartRepository, startChartRepository, writeChart } from "./charts-supply/chart-repository.ts";
import { type ImageRegistry, startImageRegistry } from "./charts-supply/image-registry.ts";
import { platformToml } from "./charts-supply/platform-toml.ts";

let dir: string;
let helm: string;
let repository: ChartRepository;
let file: string;

beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
  dir = mkdtempSync(join(tmpdir(), "loco-lock-"));
  repository = await startChartRepository(helm, join(dir, "repository"), "127.0.94.1");
  file = join(dir, "charts.lock.json");
  await repository.publish("web", "1.0.0");
  await repository.publish("db", "2.0.0");
  write({ web: entry("1.0.0"), db: entry("2.0.0") });
});
afterAll(() => {
  repository?.close();
  rmSync(dir, { recursive: true, force: true });
});

const entry = (version: string, more = {}) => ({
  repository: repository.url,
  version,
  appVersion: "?",
  ...more,
});
const write = (lock: object) => writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
const read = () => JSON.parse(readFileSync(file, "utf8"));
const lock = (options = {}) =>
  lockCharts({ cwd: dir, env: process.env }, silentReporter, { file, ...options });

describe("loco charts lock with charts in a real Helm repository", () => {
  it("says with --check what it would write, and writes nothing", async () => {
    const before = readFileSync(file, "utf8");
    const { changes, unlocked } = await lock({ check: true });
    expect(changes.map(({ chart, key }) => `${chart} ${key}`)).toEqual([
      "web appVersion",
      "web digest",
      "db appVersion",
      "db digest",
    ]);
    expect(unlocked).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("writes the digests that the repository's index gives, and the charts' app versions", async () => {
    await lock();
    const index = readFileSync(join(repository.folder, "index.yaml"), "utf8");
    expect(read().web.appVersion).toBe("app-1.0.0");
    expect(index).toContain(`digest: ${read().web.digest.slice("sha256:".length)}`);
    expect((await lock({ check: true })).changes).toEqual([]);
  });

  it("sees a package that was published anew under its version", async () => {
    const pinned = fromLock("web", read().web);
    await repository.publish("web", "1.0.0", "example.com/other:1");
    const published = packageDigest(join(repository.folder, "web-1.0.0.tgz"));
    const source = checkedSource(repositorySource(helm, join(dir, "cache")));
    await expect(source.locate(pinned)).rejects.toMatchObject({
      code: "CHART_DIGEST",
      message: expect.stringMatching(`is ${published}, and .* pins web 1.0.0 as ${pinned.digest}`),
    });
    const anew = [{ chart: "web", key: "digest", was: pinned.digest, is: published }];
    expect(await lock()).toMatchObject({ changes: [], refused: anew });
    expect(read().web.digest).toBe(pinned.digest);
    expect(await lock({ names: ["web"] })).toMatchObject({ changes: anew, refused: [] });
    expect(read().web.digest).toBe(published);
  });

  it("knows the charts that are pinned, by name", async () => {
    await expect(lock({ names: ["wed"] })).rejects.toMatchObject({ hint: "did you mean web?" });
  });

  it("names charts that cannot be had, and looks at the others", async () => {
    write({
      web: entry("1.0.0"),
      db: entry("9.9.9"),
      old: entry("1.0.0", { repository: "http://127.0.94.9:1" }),
    });
    const { failed, unlocked } = await lock();
    expect(failed.map(({ chart }) => chart)).toEqual(["db", "old"]);
    expect(failed[0]?.reason).toContain("cannot pull db 9.9.9");
    expect(unlocked).toEqual(["db", "old"]);
    expect(read().web.digest).toMatch(/^sha256:/);
  });

  it("does not pin a package that is another chart inside", async () => {
    const folder = join(dir, "renamed");
    mkdirSync(folder);
    copyFileSync(join(repository.folder, "db-2.0.0.tgz"), join(folder, "web-1.0.0.tgz"));
    write({ web: entry("1.0.0") });
    const { changes, failed } = await lock({ charts: folder });
    expect(changes).toEqual([]);
    expect(failed).toMatchObject([{ chart: "web", reason: expect.stringContaining("is db 2.0.0 inside") }]);
  });

  it("takes charts from a folder, where one that is unpacked has no digest", async () => {
    const folder = join(dir, "folder");
    mkdirSync(folder);
    writeChart(folder, "web", "1.0.0", "example.com/web:1");
    write({ web: entry("1.0.0") });
    expect(await lock({ charts: folder })).toMatchObject({
      changes: [{ chart: "web", key: "appVersion", is: "app-1.0.0" }],
      unlocked: ["web"],
    });
  });
});

describe("loco charts verify with charts in a real registry", () => {
  const { version = "" } = chartLock["metrics-server"] ?? {};
  let registry: ImageRegistry;
  beforeAll(async () => {
    registry = await startImageRegistry(await ensureCrane(toolchain));
    writeFileSync(join(dir, "platform.toml"), platformToml("metrics-server"));
  });
  afterAll(() => registry?.close());

  const publish = async (name: string, image: string) => {
    const folder = join(dir, "pushed");
    await execa(helm, ["package", writeChart(folder, name, version, image), "--destination", folder]);
    const charts = `oci://${registry.host}/charts`;
    await execa(helm, ["push", join(folder, `${name}-${version}.tgz`), charts, "--plain-http"]);
    return charts;
  };
  const verify = (charts: string, anyDigest: boolean) =>
    verifyCharts({ cwd: dir, env: process.env }, silentReporter, { charts, anyDigest });
  const problems = async (charts: string) => (await verify(charts, true)).addons[0]?.problems.join("\n");

  it("looks at what the registry serves now, not at what it served the last time", async () => {
    expect(await problems(await publish("metrics-server", "example.com/web:1"))).not.toContain("latest");
    expect(await problems(await publish("metrics-server", "example.com/web:latest"))).toContain("latest");
  });

  it("refuses a package that is not the pinned one", async () => {
    const charts = await publish("metrics-server", "example.com/web:1");
    await expect(verify(charts, false)).rejects.toMatchObject({ code: "CHART_DIGEST" });
  });
});
