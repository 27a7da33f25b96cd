import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { catalogue } from "../../platform/addons/catalogue.ts";
import { ruleGroups } from "../../platform/addons/vmalert/rule-groups.ts";
import { ensureObservability } from "../../tools/sandbox/toolchain/observability.ts";
import { toolchain } from "../support/toolchain.ts";

const ADDONS = join(import.meta.dirname, "../../platform/addons");
/** What the tests of promtool's call the rules. */
const RULES = "rules.yaml";

// Where their pages are is none of promtool's business.
const groups = ruleGroups(catalogue).map(({ name, rules }) => ({
  name,
  rules: rules.map(({ annotations, ...rule }) => ({
    ...rule,
    annotations: { summary: annotations.summary },
  })),
}));

const rules = groups.flatMap((group) => group.rules);
const twins = rules.filter(({ alert }) => alert === "MetricsMissing");
const promtests = readdirSync(ADDONS, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".alerts.promtest.yaml"),
);

const folder = mkdtempSync(join(tmpdir(), "alerts-"));
let promtool = "";

beforeAll(async () => {
  ({ promtool } = await ensureObservability(toolchain));
  writeFileSync(join(folder, RULES), stringify({ groups }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => execa(promtool, args, { cwd: folder, all: true });

describe("the platform's alerts", () => {
  it("are rules that Prometheus accepts", async () => {
    await run("check", "rules", "--lint-fatal", RULES);
  });

  it.each(promtests)("fire when they should and no sooner: %s", async (file) => {
    copyFileSync(join(ADDONS, file), join(folder, basename(file)));
    await run("test", "rules", basename(file));
  });

  it("are all in those tests", () => {
    const texts = promtests.map((file) => readFileSync(join(ADDONS, file), "utf8")).join("\n");
    const own = catalogue.flatMap((addon) => addon.alerts ?? []);
    expect(own.filter(({ alert }) => !texts.includes(`alertname: ${alert}`))).toEqual([]);
  });
});

/** Series `up` of a pod. */
const up = (job: string | undefined, pod: string, values: string) => ({
  series: `up{job="${job}",namespace="${job}",pod="${pod}",instance="10.42.1.9:8080"}`,
  values,
});

/** A unit test in which every other job is well. */
function twinTest(twin: (typeof rules)[number], name: string, own: readonly object[], fires: boolean) {
  const { job } = twin.labels;
  const others = twins.flatMap(({ labels }) => (labels.job === job ? [] : [up(labels.job, "a", "1x30")]));
  const alert = { exp_labels: twin.labels, exp_annotations: twin.annotations };
  const at = (eval_time: string, exp_alerts: readonly object[]) => ({
    alertname: "MetricsMissing",
    eval_time,
    exp_alerts,
  });
  return {
    name: `${job}: ${name}`,
    interval: "1m",
    input_series: [...own, ...others],
    alert_rule_test: [at("9m", []), at("20m", fires ? [alert] : [])],
  };
}

describe("MetricsMissing", () => {
  it.each(twins.map(({ labels }) => labels.job))("fires for %s after 10 minutes", async (job) => {
    const [twin] = twins.filter(({ labels }) => labels.job === job);
    if (twin === undefined) throw new Error(`${job} has no alert`);
    const tests = [
      twinTest(twin, "its only pod does not answer", [up(job, "a", "1x4 0x26")], true),
      twinTest(twin, "vmagent finds no pod, or runs no longer", [up(job, "a", "1x4 stale")], true),
      twinTest(twin, "it was never there", [], true),
      twinTest(twin, "one of two pods does not answer", [up(job, "a", "0x30"), up(job, "b", "1x30")], false),
      twinTest(
        twin,
        "its pod is replaced",
        [up(job, "a", "1x4 0x5 stale"), up(job, "b", "_x12 1x18")],
        false,
      ),
    ];
    const file = `${job}.missing.yaml`;
    writeFileSync(join(folder, file), stringify({ rule_files: [RULES], evaluation_interval: "1m", tests }));
    await run("test", "rules", file);
  });
});
