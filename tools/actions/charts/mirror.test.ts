import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import { mirrorCharts } from "./mirror.ts";
import { formatMirrorReport } from "./mirror-copy.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "loco-mirror-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("mirrorCharts", () => {
  it.each([
    [
      { to: "https://registry.example/loco" },
      '"https://registry.example/loco" is neither a registry nor a folder',
    ],
    [{ to: "oci://me:secret@registry.example" }, '"oci://...@registry.example" is neither'],
    [{ to: "" }, '"" names no place'],
    [{ to: "registry.example/loco" }, '"registry.example/loco" is no folder, and looks like a registry'],
    [{ to: "oci://registry.example", from: "" }, "names no folder"],
    [{ to: "there", from: "here" }, "here is a folder already"],
    [{ to: "oci://registry.example", from: "here" }, "there is no mirror in"],
  ])("refuses %j before it does anything", async (options, message) => {
    await expect(mirrorCharts({ cwd, env: {} }, silentReporter, options)).rejects.toMatchObject({
      code: "MIRROR_INVALID",
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });
});

describe("formatMirrorReport", () => {
  const report = {
    to: "oci://registry.example/loco",
    charts: [{ name: "web 1.0.0", outcome: "copied" as const }],
    images: [{ name: "docker.io/library/web:1", outcome: "there" as const }],
    failed: [{ what: "image quay.io/a/b:1", reason: "no route to host", hint: "build one" }],
    uncovered: [{ addon: "web", images: "what it starts" }],
    unlocked: ["web"],
    registries: "[[registries]]",
  };

  it("says what was copied, what failed and why, what is missing for good, and what platform.toml needs", () => {
    expect(formatMirrorReport(report).split("\n")).toEqual([
      "copied   chart  web 1.0.0",
      "failed   image quay.io/a/b:1",
      "         no route to host",
      "         build one",
      "oci://registry.example/loco: 1 chart and 1 image, 1 of all there already; 1 failed: run it again when that is put right",
      "compared with no digest: web (npx loco charts lock pins digests)",
      "not in it: what it starts (web)",
      "",
      "# For platform.toml:",
      "[charts]",
      'mirror = "oci://registry.example/loco"',
      "",
      "[[registries]]",
    ]);
  });
});
