import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";
import { environments } from "../../platform/config/load.ts";
import { readPlatform } from "../../platform/read-platform.ts";

const folder = join(import.meta.dirname, "diagnostics");

describe("a bad platform.toml", () => {
  for (const name of readdirSync(folder)) {
    it(`${name} is explained at its lines`, async () => {
      const dir = join(folder, name);
      const [environment] = environments(dir);
      const { config, diagnostics } = readPlatform(dir, environment);
      expect(diagnostics).not.toHaveLength(0);
      expect(config === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
      await expect(`${formatDiagnostics(diagnostics)}\n`).toMatchFileSnapshot(join(dir, "expected.txt"));
    });
  }
});
