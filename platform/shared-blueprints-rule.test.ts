import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { testConfig } from "./config/testing/test-config.ts";
import { sharedBlueprintsRule } from "./shared-blueprints-rule.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-shared-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ARGO =
  '[addons.argo-cd]\n[addons.argo-cd-apps]\nrepository = "https://git.acme.example/ops/platform.git"\n';

const check = (addons: string) => sharedBlueprintsRule(dir).check(testConfig("", undefined, addons));

function blueprint(name: string) {
  mkdirSync(join(dir, "blueprints", name), { recursive: true });
  writeFileSync(join(dir, "blueprints", name, "loco.toml"), "");
}

it("warns where Argo CD deploys the folder of the blueprints", () => {
  expect(check(ARGO)).toEqual([]);
  blueprint("shop");
  expect(check(ARGO)).toMatchObject([
    { severity: "warning", message: expect.stringContaining("Loco has shop:") },
  ]);
  expect(check(`${ARGO}path = "deploy"\n`)).toEqual([]);
  expect(check("")).toEqual([]);
});
