import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { baseValues } from "../../platform/apps/values/base-values.ts";
import { parseDuration } from "../../platform/config/duration.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

const charts = join(import.meta.dirname, "../../charts");
const dir = mkdtempSync(join(tmpdir(), "app-needs-drain-"));
let helm = "";
beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Manifest {
  readonly kind: string;
  readonly spec?: { readonly terminationGracePeriodSeconds?: number };
}

it("lets a copy of a queue end before an upgrade of its node gives up, though another copy is broken", async () => {
  const app = sampleApp('port = 80\n[needs.queue]\ntype = "rabbitmq"\nreplicas = 3\n');
  const values = join(dir, "values.json");
  writeFileSync(values, JSON.stringify(baseValues(app, SAMPLE_PLATFORM)));
  const chart = join(charts, "app-base");
  const { stdout } = await execa(helm, ["template", "shop-base", chart, "--values", values]);
  const queue = parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest)
    .find(({ kind }) => kind === "RabbitmqCluster");
  const { drainTimeout } = parse(readFileSync(join(charts, "k3s-upgrade/values.yaml"), "utf8")) as {
    readonly drainTimeout: string;
  };
  expect(queue?.spec?.terminationGracePeriodSeconds).toBeLessThan(parseDuration(drainTimeout) ?? 0);
});
