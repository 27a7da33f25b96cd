import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { appValues } from "../../platform/apps/values/app-values.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

const dir = mkdtempSync(join(tmpdir(), "app-file-names-"));
let helm = "";
beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Manifest {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
}

it("keeps the names of files that YAML takes for numbers and truths, whatever is in them", async () => {
  const app = sampleApp(`port = 80
[files."/1.0"]
content = "bell\\u0007"
[files."/on"]
content = "on"
[files."/true"]
content = "\\u2028"
`);
  const values = join(dir, "values.json");
  writeFileSync(values, JSON.stringify(appValues(app, SAMPLE_PLATFORM)));
  const chart = join(import.meta.dirname, "../../charts/app");
  const { stdout } = await execa(helm, ["template", "shop", chart, "--values", values]);
  const files = parseAllDocuments(stdout, { version: "1.1" })
    .map((document) => document.toJS({ mapAsMap: false }) as Manifest)
    .find(({ kind }) => kind === "ConfigMap");
  expect(stdout).toContain('"1.0": ');
  expect(files?.data).toEqual({ "1.0": "bell\u0007", on: "on", true: "\u2028" });
});
