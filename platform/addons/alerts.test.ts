import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, enabledAddons } from "./catalogue.ts";
import { addonInput } from "./sample.ts";
import { k3sJobs } from "./vmagent/k3s-jobs.ts";
import { ruleGroups, runbookFile } from "./vmalert/rule-groups.ts";

const RUNBOOKS = join(import.meta.dirname, "../../docs/runbooks");

const alerts = catalogue.flatMap((addon) => addon.alerts ?? []);

/** Made by the checker beside vmalert, for a ConfigMap of an app team's. */
const OF_THE_CHECKER = "AlertRulesRefused";

describe("alerts", () => {
  it("have names of their own", () => {
    const names = alerts.map(({ alert }) => alert);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const name of names) expect(name).toMatch(/^([A-Z][a-z0-9]+)+$/);
  });

  it("are made of what somebody reads, with their addon or one of its profile", () => {
    for (const { name, profile, needs, alerts = [] } of catalogue) {
      const lite = enabledAddons(addonInput().config);
      const beside = [
        ...lite,
        ...catalogue.filter((other) => other.name === name || needs.includes(other.name)),
      ];
      const jobs = [
        ...beside.flatMap(({ metrics = [] }) => metrics.map(({ job }) => job)),
        ...k3sJobs.map(({ job_name }) => job_name),
      ];
      for (const alert of alerts) {
        expect(alert.jobs.length, alert.alert).toBeGreaterThan(0);
        expect(jobs, `${alert.alert} of ${name}, profile ${profile}`).toEqual(
          expect.arrayContaining([...alert.jobs]),
        );
      }
    }
  });

  it("say which one it is in one line, without a label that their expression has not", () => {
    for (const { alert, expr, summary } of alerts) {
      expect(summary, alert).not.toContain("\n");
      for (const [, label] of summary.matchAll(/\$labels\.(\w+)/g)) {
        expect(expr, `${label} of ${alert}`).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`));
      }
    }
  });
});

describe("runbooks", () => {
  const pages = readdirSync(RUNBOOKS).sort();
  const names = [
    ...new Set([
      ...ruleGroups(catalogue).flatMap(({ rules }) => rules.map(({ alert }) => alert)),
      OF_THE_CHECKER,
    ]),
  ];

  it("are there for every alert, and for nothing else", () => {
    expect(pages).toEqual(names.map(runbookFile).sort());
  });

  it("begin with the alert's name", () => {
    for (const name of names) {
      expect(readFileSync(join(RUNBOOKS, runbookFile(name)), "utf8")).toMatch(new RegExp(`^# ${name}\n`));
    }
  });
});
