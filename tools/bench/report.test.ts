import { describe, expect, it } from "vitest";
import { isGood, report } from "./report.ts";
import { type BenchResult, goals } from "./result.ts";

const synth = { runs: 3, platform: 900, empty: 600, ratio: 1.5 };
const result: BenchResult = {
  machine: { node: "20.19.0", system: "linux-x64", processors: 2 },
  goals,
  synth: { kind: "measured", load: 0.25, value: { cold: synth, warm: { ...synth, platform: 90 } } },
  apps: {
    kind: "measured",
    load: 0.2,
    value: {
      validate: [{ apps: 1, milliseconds: 500 }],
      render: [
        { apps: 1, milliseconds: 700, peak: 100 * 2 ** 20 },
        { apps: 101, milliseconds: 1000, peak: 200 * 2 ** 20 },
      ],
      synth: [{ apps: 1, milliseconds: 900 }],
      helmEach: { sample: 50, inTurn: 90, atOnce: 60 },
      ratio: 10,
    },
  },
  userData: {
    kind: "measured",
    load: 0.3,
    value: { firstServer: 16_384, otherServer: 8_000, agent: 4_000, limit: 32_768 },
  },
  sandbox: {
    kind: "measured",
    load: 0.5,
    value: {
      runs: 3,
      milliseconds: 31_000,
      slowest: 32_000,
      count: { calls: { listZones: 2, createNetwork: 1 }, polls: 7, waits: ["a", "b"], provisioners: 0 },
    },
  },
  seed: {
    repository: "https://example.com/seed",
    commit: "0123456789abcdef",
    calls: { listZones: 4 },
    actions: { poll: 2, "file upload": 3 },
    waits: ["a", "b", "c"],
  },
};

const lineOf = (text: string, what: string) => text.split("\n").find((line) => line.startsWith(what));

describe("report", () => {
  const text = report(result);

  it("shows the peer, the goal and the load beside a measurement", () => {
    expect(lineOf(text, "synth, cold")).toMatch(/900 ms +600 ms empty cdktf program +0\.3$/);
    expect(lineOf(text, "CloudStack calls")).toMatch(/3 +4 seed +0\.5$/);
    expect(lineOf(text, "waits in a row")).toMatch(/2 +3 seed/);
    expect(lineOf(text, "uploads, scripts")).toMatch(/0 +5 seed/);
  });

  it("says whether a goal is met; exactly reaching it is enough", () => {
    expect(lineOf(text, "  over the empty program")).toMatch(/1\.50 +at most 1\.5: met/);
    expect(lineOf(text, "sandbox up, warm")).toContain("at most 30.0 s: missed");
  });

  it("shows what rendering takes and an app more costs, and sets it against helm template", () => {
    expect(lineOf(text, "validate, 1 app")).toMatch(/500 ms +0\.2$/);
    expect(lineOf(text, "render, 101 apps")).toMatch(/1000 ms +200 MiB, 3\.0 ms an app more +0\.2$/);
    expect(lineOf(text, "synth, 1 app")).toMatch(/900 ms +0\.2$/);
    expect(lineOf(text, "helm template, for an app")).toMatch(/60 ms +90 ms in turn; 50 apps/);
    expect(lineOf(text, "  over render, for an app")).toMatch(/10\.0 +at least 10: met/);
  });

  it("sets user-data against CloudStack's limit", () => {
    expect(lineOf(text, "user-data, first server")).toMatch(/16384 bytes +50 % of CloudStack's limit/);
  });

  it("aligns its columns", () => {
    const [header = "", ...rows] = text.split("\n\n")[0]?.split("\n") ?? [];
    const column = header.indexOf("beside it");
    expect(rows.every((row) => row[column - 1] === undefined || row[column - 1] === " ")).toBe(true);
  });

  it("leaves the cold sandbox out unless it was asked for", () => {
    expect(text).not.toContain("sandbox up, cold");
    const cold = report({ ...result, coldSandbox: { kind: "measured", load: 1, value: 240_000 } });
    expect(lineOf(cold, "sandbox up, cold")).toContain("240.0 s");
  });
});

describe("a measurement that failed", () => {
  const failed: BenchResult = {
    ...result,
    sandbox: { kind: "failed", load: 1, reason: "error  port 8080 is in use" },
  };

  it("is named with its reason", () => {
    expect(isGood(failed)).toBe(false);
    expect(report(failed)).toContain("not measured: sandbox, warm: error  port 8080 is in use");
  });

  it("has no row, and takes none from the others", () => {
    expect(lineOf(report(failed), "sandbox up, warm")).toBeUndefined();
    expect(lineOf(report(failed), "synth, cold")).toBeDefined();
  });
});

describe("a goal", () => {
  const { sandbox, apps, synth: synths, userData } = result;
  if (
    sandbox.kind === "failed" ||
    apps.kind === "failed" ||
    synths.kind === "failed" ||
    userData.kind === "failed"
  )
    throw new Error("all are measured");
  const met: BenchResult = {
    ...result,
    sandbox: { ...sandbox, value: { ...sandbox.value, milliseconds: 30_000 } },
  };

  it("is met when it is just reached, and all is good then", () => {
    expect(isGood(met)).toBe(true);
    expect(report(met)).not.toContain("missed");
  });

  it.each<[string, Partial<BenchResult>]>([
    ["sandbox up, warm", { sandbox }],
    ["helm template over render, for an app", { apps: { ...apps, value: { ...apps.value, ratio: 9.9 } } }],
    [
      "synth, cold, over the empty program",
      { synth: { ...synths, value: { ...synths.value, cold: { ...synth, ratio: 1.6 } } } },
    ],
    ["user-data", { userData: { ...userData, value: { ...userData.value, agent: 32_769 } } }],
  ])("that is missed fails the bench: %s", (what, change) => {
    expect(isGood({ ...met, ...change })).toBe(false);
    expect(report({ ...met, ...change })).toContain(`\ngoal missed: ${what}`);
  });
});
