import { describe, expect, it } from "vitest";
import { metricNames } from "./metric-names.ts";

describe("metricNames", () => {
  it.each([
    ["up", ["up"]],
    ['sum by (node, job) (rate(a_total{mode!="idle",x="b"}[5m])) / scalar(count(c))', ["a_total", "c"]],
    ["max by (ns) (a) * on (ns, pod) group_left (b) (c == 1) or vector(0)", ["a", "c"]],
    ['label_replace(a_total, "class", "${1}xx", "code", "(.)..")', ["a_total"]],
    ["histogram_quantile(0.95, sum by (le) (rate(a_bucket[$__rate_interval]))) > 1e3 and 5m", ["a_bucket"]],
    ["a offset 5m unless b > bool 1", ["a", "b"]],
    ['time() - min(a_seconds{x="}"}) < 30 * 86400', ["a_seconds"]],
  ])("finds in %s what is measured", (expression, names) => {
    expect(metricNames(expression)).toEqual(names);
  });
});
