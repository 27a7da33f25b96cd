import type { AppRelease } from "../../platform/apps/values/releases.ts";
import { type ChartFile, chartVersion, type OwnChart } from "../../platform/charts/own-chart.ts";
import { helmValues } from "./helm-values.ts";

/** Name of the chart that has others' releases as its parts. */
export const BATCH = "loco";

const SCHEMA = "values.schema.json";

/**
 * Files of a chart that renders many releases at once: each is a dependency under a name of its own, which is its place in
 * the list. Our templates look at nothing but their values, so they do not notice.
 *
 * The charts' schemas move up into one of this chart. Helm compiles a schema anew for each dependency that has one, which
 * takes as long as all the rest.
 */
export function batchChart(releases: readonly AppRelease[], charts: readonly OwnChart[]): ChartFile[] {
  const versions = new Map(charts.map((chart) => [chart.name, chartVersion(chart)]));
  const dependencies = releases.map(({ chart }, index) => ({
    name: chart,
    version: versions.get(chart),
    alias: aliasOf(index),
  }));
  const schemas = charts.flatMap(({ name, files }) => {
    const file = files.find(({ path }) => path === SCHEMA);
    return file === undefined ? [] : [[name, JSON.parse(Buffer.from(file.bytes).toString("utf8"))] as const];
  });
  const known = new Set(schemas.map(([name]) => name));
  const properties = releases.flatMap(({ chart }, index) =>
    known.has(chart) ? [[aliasOf(index), { $ref: referenceTo(schemas, chart) }] as const] : [],
  );
  return [
    text("Chart.yaml", JSON.stringify({ apiVersion: "v2", name: BATCH, version: "0.0.0", dependencies })),
    text(
      "values.yaml",
      helmValues(Object.fromEntries(releases.map(({ values }, index) => [aliasOf(index), values]))),
    ),
    text(
      SCHEMA,
      JSON.stringify({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        properties: Object.fromEntries(properties),
        $defs: Object.fromEntries(schemas),
      }),
    ),
    ...charts.flatMap(({ name, files }) =>
      files
        .filter(({ path }) => path !== SCHEMA)
        .map(({ path, bytes }) => ({ path: `charts/${name}/${path}`, bytes })),
    ),
  ];
}

/** A schema with an address of its own is referred to by it, and so are its own parts. */
function referenceTo(
  schemas: readonly (readonly [string, { readonly $id?: string }])[],
  chart: string,
): string {
  return schemas.find(([name]) => name === chart)?.[1].$id ?? `#/$defs/${chart}`;
}

const text = (path: string, content: string): ChartFile => ({
  path,
  bytes: new TextEncoder().encode(content),
});

/** Name of a batch's part by its place in the list. */
export const aliasOf = (index: number): string => `r${index}`;
