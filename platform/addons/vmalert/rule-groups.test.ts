import { describe, expect, it } from "vitest";
import type { Alert } from "../alert.ts";
import { addon } from "../sample.ts";
import { ruleGroups, runbookFile } from "./rule-groups.ts";

const alert = (name: string, changes: Partial<Alert> = {}): Alert => ({
  alert: name,
  expr: "broken > 0",
  for: "5m",
  severity: "warning",
  summary: "{{ $labels.node }} is broken",
  jobs: ["nodes"],
  ...changes,
});

const groups = (...alerts: readonly Alert[]) =>
  ruleGroups([addon("quiet"), addon("watched", [], { alerts })]);

const missing = (...alerts: readonly Alert[]) =>
  groups(...alerts)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.alert === "MetricsMissing");

describe("the rules that vmalert evaluates", () => {
  it("are a group for each addon that has alerts, with a page for each alert", () => {
    expect(groups(alert("NodeNotReady"))[0]).toEqual({
      name: "watched",
      limit: 0,
      rules: [
        {
          alert: "NodeNotReady",
          expr: "broken > 0",
          for: "5m",
          labels: { severity: "warning" },
          annotations: {
            summary: "{{ $labels.node }} is broken",
            runbook: "docs/runbooks/node-not-ready.md",
          },
        },
      ],
    });
  });

  it("tell when metrics are missing, and which alerts are blind without them", () => {
    const rules = missing(alert("NodeNotReady", { jobs: ["nodes", "states"] }), alert("DiskFull"));
    expect(rules.map(({ labels, expr }) => [labels.job, expr])).toEqual([
      ["nodes", 'absent(up{job="nodes"} == 1)'],
      ["states", 'absent(up{job="states"} == 1)'],
    ]);
    expect(rules[0]?.annotations.summary).toContain("DiskFull, NodeNotReady cannot fire");
    expect(rules[1]?.annotations.summary).toContain("which NodeNotReady cannot fire");
  });

  it("take missing metrics as seriously as the gravest alert that is blind", () => {
    const severities = (...alerts: readonly Alert[]) =>
      missing(...alerts).map(({ labels }) => labels.severity);
    expect(severities(alert("A"))).toEqual(["warning"]);
    expect(severities(alert("A"), alert("B", { severity: "critical" }))).toEqual(["critical"]);
  });

  it("end with one that always fires, even where no addon has any", () => {
    const [only, ...others] = ruleGroups([]);
    expect(others).toEqual([]);
    expect(only?.rules).toMatchObject([
      { alert: "Watchdog", expr: "vector(1)", labels: { severity: "none" } },
    ]);
  });
});

describe("runbooks", () => {
  it("are where the operator keeps them", () => {
    for (const base of ["https://wiki.example/runbooks", "https://wiki.example/runbooks/"]) {
      expect(ruleGroups([], base)[0]?.rules[0]?.annotations.runbook).toBe(
        "https://wiki.example/runbooks/watchdog.md",
      );
    }
  });

  it("are named as the alert, in kebab case", () => {
    expect(["K3sServerDown", "HTTPErrors", "DiskFullIn4Hours"].map(runbookFile)).toEqual([
      "k3s-server-down.md",
      "http-errors.md",
      "disk-full-in4-hours.md",
    ]);
  });
});
