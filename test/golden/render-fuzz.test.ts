import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { stringify } from "smol-toml";
import { beforeAll, expect, it } from "vitest";
import { valuesYaml } from "../../platform/addons/values-text.ts";
import { arbitraryApp } from "../../platform/apps/testing/arbitrary-app.ts";
import { readSample, SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { type AppRelease, appReleases } from "../../platform/apps/values/releases.ts";
import { renderReleases } from "../../tools/render/render-releases.ts";
import { normalForm } from "../../tools/render/split-manifests.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

const charts = join(import.meta.dirname, "../../charts");

let helm = "";
beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
}, 600_000);

/** The releases of a document, as the app's TOML says them. */
function releasesOf(document: Record<string, unknown>): readonly AppRelease[] {
  const { app, diagnostics } = readSample(stringify(document));
  if (app === undefined) throw new Error(JSON.stringify(diagnostics));
  return appReleases(app, SAMPLE_PLATFORM);
}

/** As people and Terraform run it, from values in a file. */
async function byHand({ name, namespace, chart, values }: AppRelease): Promise<string> {
  const args = ["template", name, join(charts, chart), "--namespace", namespace, "--values", "-"];
  return normalForm((await execa(helm, args, { input: valuesYaml(values) })).stdout);
}

it("renders every valid document, to the same bytes whatever is rendered beside it and by hand", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryApp(), { minLength: 40, maxLength: 40 }), async (documents) => {
      const releases = documents.flatMap(releasesOf);
      const rendered = await renderReleases(helm, releases);
      const texts = rendered.map((each) => ("refused" in each ? each.refused : each.manifests));
      expect(rendered.filter((each) => "refused" in each)).toEqual([]);
      const again = await renderReleases(helm, [...releases].reverse(), { batch: 27 });
      expect(again.map((each) => ("manifests" in each ? each.manifests : ""))).toEqual([...texts].reverse());
      for (const index of [0, 1, 2, 3])
        expect(await byHand(releases[index] as AppRelease)).toBe(texts[index]);
    }),
    // Making a failing list smaller runs Helm again and again.
    { numRuns: 2, interruptAfterTimeLimit: 50_000 },
  );
}, 120_000);

it("has Helm hold values against the charts' own schemas, in a batch as alone", async () => {
  const [base, app] = releasesOf({ name: "shop", image: "a/b:1" }) as [AppRelease, AppRelease];
  const odd = [base, app].map(
    (each) => ({ ...each, values: { ...each.values, colour: "red" } }) as unknown as AppRelease,
  );
  const rendered = await renderReleases(helm, [base, ...odd, app], { processes: 1 });
  expect(rendered.map((each) => ("refused" in each ? each.refused : "rendered"))).toEqual([
    "rendered",
    expect.stringMatching(/app-base:[\s\S]*colour/),
    expect.stringMatching(/app:[\s\S]*colour/),
    "rendered",
  ]);
});
