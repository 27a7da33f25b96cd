import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadApp } from "../../platform/apps/load-app.ts";
import { environmentsOf, readApp } from "../../platform/apps/read-app.ts";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { type Rendered, renderReleases } from "../../tools/render/render-releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

const folder = join(import.meta.dirname, "apps");

const cases = readdirSync(folder).flatMap((name) => {
  const source = loadApp(join(folder, name, "loco.toml"), "loco.toml");
  return [undefined, ...environmentsOf(source)].flatMap((environment) => {
    const { app } = readApp(source, {
      reserved: [],
      platform: SAMPLE_PLATFORM,
      ...(environment === undefined ? {} : { environment }),
    });
    if (app === undefined) throw new Error(`${name} has mistakes`);
    return appReleases(app, SAMPLE_PLATFORM).map((release) => ({ name, release }));
  });
});

let rendered: readonly Rendered[] = [];

beforeAll(async () => {
  const { binary } = await ensureHelm(toolchain);
  const releases = cases.map(({ release }) => release);
  rendered = await renderReleases(binary, releases);
}, 600_000);

describe("the manifests of", () => {
  it.each(cases.map((each, index) => ({ ...each, index })))(
    "$name, release $release.name, are those written down",
    async ({ name, release, index }) => {
      const one = rendered[index];
      if (one === undefined || "refused" in one) throw new Error(one?.refused);
      await expect(one.manifests).toMatchFileSnapshot(
        join(folder, name, "manifests", `${release.name}.yaml`),
      );
    },
  );
});
