import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addonInput } from "../../platform/addons/sample.ts";
import { BLUEPRINTS, blueprints } from "../../platform/apps/load-app.ts";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";
import { publishedPlatform } from "../../platform/published/published-platform.ts";
import { readApps } from "../../platform/read-apps.ts";
import type { AppPlace } from "../../platform/read-instances.ts";

const folder = join(import.meta.dirname, "app-diagnostics");
const bare = '[addons]\nprofile = "none"\n';
const usual = `[backup]
endpoint = "https://s3.example"
bucket = "acme-backup"
[addons.metrics-server]
[addons.cloudnative-pg]
[addons.dragonfly]
[addons.percona-mongodb]
[addons.cloudstack-csi]
disk_offering = "11111111-2222-3333-4444-555555555555"
[[pools]]
name = "apps"
count = 2
offering = "medium"
ip_start = "10.1.1.32"
`;

/** What apps are checked against; those of a folder named `bare-...` against a platform without addons. */
const factsOf = (name: string) =>
  publishedPlatform(addonInput("", name.startsWith("bare-") ? bare : usual).config, "203.0.113.11");

function placesIn(dir: string): AppPlace[] {
  const files = existsSync(join(dir, "loco.toml"))
    ? ["loco.toml"]
    : blueprints(dir).map((name) => join(BLUEPRINTS, name, "loco.toml"));
  return files.map((file) => ({ path: join(dir, file), asTyped: file }));
}

describe("a bad loco.toml", () => {
  for (const name of readdirSync(folder)) {
    it(`${name} is explained at its lines`, async () => {
      const dir = join(folder, name);
      const { diagnostics } = readApps(placesIn(dir), {
        environment: undefined,
        platform: { facts: () => factsOf(name), isPlatform: () => false },
        complete: true,
      });
      expect(diagnostics).not.toHaveLength(0);
      await expect(`${formatDiagnostics(diagnostics)}\n`).toMatchFileSnapshot(join(dir, "expected.txt"));
    });
  }
});
