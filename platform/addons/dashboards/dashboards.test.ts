import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { k3sJobs } from "../vmagent/k3s-jobs.ts";
import { dashboards } from "./dashboards.ts";
import { metricNames } from "./metric-names.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const FILES = join(import.meta.dirname, "../../../charts/dashboards/files");

const files = readdirSync(FILES).map((file) => {
  const text = readFileSync(join(FILES, file), "utf8");
  return { name: file.replace(".json", ""), text, dashboard: JSON.parse(text) as Dashboard };
});

const values = (end = "") => dashboards.values(addonInput("", end));

describe("the platform's dashboards", () => {
  it("are those whose addons are on", () => {
    expect(values().dashboards).toEqual(files.map(({ name }) => name).sort(byPlace));
    const off = (addon: string) => values(`[addons.${addon}]\nenabled = false`).dashboards;
    expect(off("k8up")).not.toContain("backups");
    expect(off("cert-manager-issuers")).toContain("ingress");
  });

  it("show logs where logs are kept", () => {
    expect(values().dataSources).toEqual(["metrics", "logs"]);
    expect(values("[addons.loki]\nenabled = false\n[addons.alloy]\nenabled = false").dataSources).toEqual([
      "metrics",
    ]);
  });
});

const PLACES = ["cluster", "node", "app", "ingress", "backups"];
const byPlace = (a: string, b: string) => PLACES.indexOf(a) - PLACES.indexOf(b);

describe.each(files)("the dashboard $name", ({ name, text, dashboard }) => {
  it("has an address and a title of its own", () => {
    expect(dashboard.uid).toBe(`loco-${name}`);
    expect(files.filter(({ dashboard: { title } }) => title === dashboard.title)).toHaveLength(1);
  });

  it("has panels that are told apart and do not overlap", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it("asks data sources that there are, by their uid", () => {
    const sources = [...text.matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid);
    expect(new Set(sources.filter((uid) => uid !== dashboard.uid))).toEqual(
      new Set(name === "node" || name === "app" ? ["metrics", "logs"] : ["metrics"]),
    );
  });

  it("knows every variable that it uses", () => {
    const own = dashboard.templating.list.map((variable) => variable.name);
    const used = [...text.matchAll(/\$\{?([a-z][a-z_]*)\b/g)].map(([, variable]) => variable);
    expect(used.filter((variable) => variable !== undefined && !own.includes(variable))).toEqual([]);
  });

  it("links to dashboards that there are", () => {
    const linked = [...text.matchAll(/"\/d\/([a-z-]+)/g)].map(([, uid]) => uid);
    expect(linked.filter((uid) => !files.some((file) => file.dashboard.uid === uid))).toEqual([]);
  });

  it("is made of metrics that are kept", () => {
    const expressions = dashboard.panels
      .filter(({ datasource }) => datasource?.uid === "metrics")
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const listed = dashboard.templating.list.flatMap(
      ({ definition }) => /^label_values\((.+), \w+\)$/.exec(definition ?? "")?.[1] ?? [],
    );
    const names = new Set([...expressions, ...listed].flatMap(metricNames));
    expect([...names].filter((metric) => !isKept(metric))).toEqual([]);
  });
});

/** Metrics of node-exporter's parts, by how their names begin. */
const COLLECTORS: Readonly<Record<string, string>> = {
  node_boot_time_seconds: "stat",
  node_cpu_: "cpu",
  node_disk_: "diskstats",
  node_filesystem_: "filesystem",
  node_memory_: "meminfo",
  node_pressure_: "pressure",
  node_uname_info: "uname",
};

const { addons, ...rest } = addonInput();

const valuesOf = (addon: string): Readonly<Record<string, unknown>> =>
  addons.find(({ name }) => name === addon)?.values({ addons, ...rest }) ?? {};

/** Regular expressions that vmagent keeps metrics by. */
const kept: readonly string[] = [
  ...k3sJobs.flatMap(({ metric_relabel_configs = [] }) =>
    metric_relabel_configs
      .filter(({ action }) => action === "keep")
      .flatMap(({ regex = [], if: selectors = [] }) => [
        ...[regex].flat(),
        ...selectors.flatMap((selector) => /__name__=~"([^"]+)"/.exec(selector)?.[1] ?? []),
      ]),
  ),
  ...addons.flatMap(({ metrics = [] }) => metrics.flatMap(({ keep = [] }) => keep)),
  // Those that it makes at all.
  ...(valuesOf("kube-state-metrics").metricAllowlist as readonly string[]),
];

function isKept(metric: string): boolean {
  // vmalert writes these itself, and vmagent one for each target.
  if (metric === "ALERTS" || metric === "up") return true;
  const collector = Object.entries(COLLECTORS).find(([beginning]) => metric.startsWith(beginning))?.[1];
  if (collector !== undefined) {
    return (valuesOf("node-exporter").extraArgs as readonly string[]).includes(`--collector.${collector}`);
  }
  return kept.some((regex) => new RegExp(`^(?:${regex})$`).test(metric));
}
