import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureLoki } from "../../tools/sandbox/toolchain/loki.ts";
import { toolchain } from "../support/toolchain.ts";
import { type Running, startLoki, writeConfig } from "./loki/running.ts";

const WAIT = { timeout: 60_000, interval: 200 };
const DAY = 24 * 3_600_000;

const folder = mkdtempSync(join(tmpdir(), "loco-loki-"));

let program: string;
let config: string;
let running: Running;

beforeAll(async () => {
  program = await ensureLoki(toolchain);
  config = await writeConfig(folder, "");
  running = await startLoki(program, config);
});

afterAll(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const CLASSES = ["1d", "7d", undefined] as const;
const classed = (retention: string | undefined) => (retention === undefined ? {} : { retention });

describe("the configuration", () => {
  it.each([
    ["a volume", ""],
    ["a bucket", '[addons.loki.s3]\nendpoint = "https://s3.acme.example"\nbucket = "acme-logs"'],
    ["a bucket without TLS", '[addons.loki.s3]\nendpoint = "http://10.1.1.9:9000"\nbucket = "acme-logs"'],
  ])("is what Loki accepts, with %s", async (name, toml) => {
    const file = await writeConfig(join(folder, name), toml);
    await execa(program, ["-verify-config", `-config.file=${file}`]);
  });
});

describe("a line", () => {
  it("is given back, with a class and without", async () => {
    for (const retention of CLASSES) {
      expect(await running.push({ app: "new", ...classed(retention) }, ["hello"])).toBe("204");
    }
    const found = await running.lines('{app="new"}');
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining(CLASSES.map((retention) => ({ retention, text: "hello" }))));
  });

  it("that is too long loses its end alone", async () => {
    expect(await running.push({ app: "long" }, ["y".repeat(300_000)])).toBe("204");
    expect(await running.lines('{app="long"}')).toEqual([
      { retention: undefined, text: "y".repeat(256 * 1024) },
    ]);
  });
});

describe("a container that floods", () => {
  it("is held back, and no other", async () => {
    const flood = Array.from({ length: 16 }, (_, i) => `${i} `.padEnd(250_000, "z"));
    let answer = "";
    for (let tries = 0; tries < 20 && !answer.startsWith("429"); tries++) {
      answer = await running.push({ app: "flood" }, flood);
    }
    expect(answer).toMatch(/^429 .*per stream rate limit.*1MB\/sec/is);
    expect(await running.push({ app: "calm" }, ["hello"])).toBe("204");
  });
});

describe("lines of three days ago", () => {
  const LISTED = "loki_compactor_apply_retention_last_successful_run_timestamp_seconds";
  const DELETED =
    'loki_boltdb_shipper_retention_sweeper_chunk_deleted_duration_seconds_count{from="filesystem_2025-01-01",status="success"}';
  const classes = async () => (await running.lines('{app="old"}')).map(({ retention }) => retention).sort();

  async function restart(): Promise<void> {
    await running.stop();
    running = await startLoki(program, config);
  }

  it("outlive restarts, but for those of a class of one day", async () => {
    for (const retention of CLASSES) {
      expect(await running.push({ app: "old", ...classed(retention) }, ["hello"], 3 * DAY)).toBe("204");
    }
    // Queries have them when they are on the volume.
    await restart();
    expect(await classes()).toEqual(["1d", "7d", undefined]);
    // What is too old is on a list then. Loki deletes what is on it when it starts, and once a minute.
    await expect.poll(() => running.metric(LISTED), WAIT).toBeGreaterThan(0);
    await restart();
    await expect.poll(() => running.metric(DELETED), WAIT).toBeGreaterThan(0);
    expect(await classes()).toEqual(["7d", undefined]);
    expect(await running.lines('{app="new"}')).toHaveLength(3);
  });
});
