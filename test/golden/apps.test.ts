import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadApp } from "../../platform/apps/load-app.ts";
import { environmentsOf, readApp } from "../../platform/apps/read-app.ts";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";

const folder = join(import.meta.dirname, "apps");

describe("a good loco.toml", () => {
  for (const name of readdirSync(folder)) {
    const source = loadApp(join(folder, name, "loco.toml"), "loco.toml");
    for (const environment of [undefined, ...environmentsOf(source)]) {
      it(`${[name, environment].filter(Boolean).join(" in ")} is an app with everything filled in`, async () => {
        const { app, diagnostics } = readApp(source, {
          reserved: [],
          platform: SAMPLE_PLATFORM,
          ...(environment === undefined ? {} : { environment }),
        });
        const file = environment === undefined ? "app.json" : `app.${environment}.json`;
        const text = `${JSON.stringify(app, undefined, 2)}\n`;
        await expect(text).toMatchFileSnapshot(join(folder, name, file));
        expect(formatDiagnostics(diagnostics.filter(({ severity }) => severity === "error"))).toBe("");
      });
    }
  }
});

it("takes the seed's file as it is, byte for byte", () => {
  const bytes = readFileSync(join(folder, "seed/loco.toml"));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "7bf3465d312510894c6b4f1afb1e0d5027b4c8c489046597a45c42e2e99d9ba8",
  );
  const { app, diagnostics } = readApp(loadApp(join(folder, "seed/loco.toml"), "loco.toml"), {
    reserved: [],
  });
  expect(diagnostics.map(({ severity, line, key }) => [severity, line, key])).toEqual([
    ["warning", 18, "dockerfile_path"],
    ["warning", 18, "dockerfile_path"],
  ]);
  expect(app).toMatchObject({
    name: "myapp",
    logs: { structured: true, retention: "7d" },
    processes: [
      {
        port: 3000,
        resources: { cpu: "200m", memory: "512Mi" },
        replicas: { kind: "scaled", min: 1, max: 5, cpuTarget: 80, memoryTarget: 50 },
      },
    ],
  });
});
