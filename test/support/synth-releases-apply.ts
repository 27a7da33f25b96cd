import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import type { ObjectMeta, ReleaseArguments, Step } from "./synth-releases.ts";
import { parseTemplate } from "./synth-releases-template.ts";

/** Runs kubectl or Helm as the cluster's administrator; resolves with what it prints, rejects when it fails. */
export type RunTool = (tool: "kubectl" | "helm", args: readonly string[], input?: string) => Promise<string>;

/** What {@link applySteps} needs from the world. */
export interface ApplyOptions {
  readonly run: RunTool;
  /** Value of a Terraform expression (without `${}`); called for all but names of objects that the steps make. */
  readonly resolve: (expression: string) => string | Promise<string>;
  /** A folder whose charts are taken, by chart name, instead of those in repositories. */
  readonly charts?: string;
}

/** What a step did. */
export interface Outcome {
  readonly address: string;
  readonly outcome: "created" | "changed" | "unchanged";
}

/**
 * Takes steps one after the other and waits for each, as Terraform would. A release is left alone while it is deployed
 * with the same chart version and values, which is what Terraform compares too.
 *
 * @throws Error of the first step that fails, with its address; those after it are not taken.
 */
export async function applySteps(steps: readonly Step[], options: ApplyOptions): Promise<Outcome[]> {
  const names = new Map(
    steps.flatMap((step) =>
      "metadata" in step ? [[`${step.address}.metadata[0].name`, step.metadata.name]] : [],
    ),
  );
  const evaluate = async (text: string): Promise<string> => {
    const parts = parseTemplate(text).map(async (part) => {
      if ("literal" in part) return part.literal;
      const name = names.get(part.expression);
      return name === undefined ? options.resolve(part.expression) : evaluate(name);
    });
    return (await Promise.all(parts)).join("");
  };
  const outcomes: Outcome[] = [];
  for (const template of steps) {
    const { address } = template;
    try {
      const step = await evaluateDeep(template, evaluate);
      const outcome =
        step.kind === "release"
          ? await applyRelease(step.release, options)
          : await applyObject(manifestOf(step), options.run);
      outcomes.push({ address, outcome });
    } catch (cause) {
      throw new Error(`${address}: ${(cause as Error).message}`, { cause });
    }
  }
  return outcomes;
}

async function evaluateDeep<T>(value: T, evaluate: (text: string) => Promise<string>): Promise<T> {
  if (typeof value === "string") return (await evaluate(value)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await evaluateDeep(item, evaluate)]);
  return Object.fromEntries(await Promise.all(entries)) as T;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

function manifestOf(step: Exclude<Step, { kind: "release" }>): Manifest {
  const { metadata } = step;
  if (step.kind === "namespace") {
    // The API server adds this label and takes it for ours; not applied again, it would change owners.
    const labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name };
    return { apiVersion: "v1", kind: "Namespace", metadata: { ...metadata, labels } } as Manifest;
  }
  const data = Object.fromEntries(
    Object.entries(step.data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  return { apiVersion: "v1", kind: "Secret", metadata, type: step.type, data } as Manifest;
}

async function applyObject(manifest: Manifest, run: RunTool): Promise<Outcome["outcome"]> {
  const { name, namespace } = manifest.metadata;
  const place = namespace === undefined ? [] : ["--namespace", namespace];
  const before = await run("kubectl", [
    "get",
    manifest.kind,
    name,
    ...place,
    "--ignore-not-found",
    "-o",
    "json",
  ]);
  // Server-side: client-side apply would copy a Secret's data into an annotation.
  const after = await run(
    "kubectl",
    ["apply", "--server-side", "-f", "-", "-o", "json"],
    JSON.stringify(manifest),
  );
  if (before.trim() === "") return "created";
  return versionOf(before) === versionOf(after) ? "unchanged" : "changed";
}

const versionOf = (json: string) =>
  (JSON.parse(json) as { readonly metadata: { readonly resourceVersion: string } }).metadata.resourceVersion;

async function applyRelease(release: ReleaseArguments, options: ApplyOptions): Promise<Outcome["outcome"]> {
  const { run } = options;
  const { name, namespace, version, values = "{}" } = release;
  const chart = locate(release, options.charts);
  const place = ["--namespace", namespace];
  const listed = await run("helm", ["list", ...place, "--all", "--filter", `^${name}$`, "-o", "json"]);
  const [present] = JSON.parse(listed) as { readonly status: string; readonly chart: string }[];
  const wanted = `${chart.name}-${version ?? chart.version}`;
  if (present?.status === "deployed" && present.chart === wanted) {
    const used: unknown = JSON.parse(await run("helm", ["get", "values", name, ...place, "-o", "json"]));
    // Helm reads YAML 1.1.
    if (isDeepStrictEqual(used ?? {}, parse(values, { version: "1.1" }) ?? {})) return "unchanged";
  }
  const flags = [
    ...(version === undefined || chart.version !== undefined ? [] : ["--version", version]),
    ...(release.wait ? ["--wait"] : []),
    ...(release.atomic ? ["--atomic"] : []),
    ...(release.cleanup_on_fail ? ["--cleanup-on-fail"] : []),
    ...(release.create_namespace ? ["--create-namespace"] : []),
    ...(release.skip_crds ? ["--skip-crds"] : []),
    ...(release.description === undefined ? [] : ["--description", release.description]),
    ...["--timeout", `${release.timeout}s`, "--history-max", String(release.max_history), "--values", "-"],
  ];
  await run("helm", ["upgrade", "--install", name, ...chart.args, ...place, ...flags], values);
  return present === undefined ? "created" : "changed";
}

interface Chart {
  /** What tells Helm where the chart is. */
  readonly args: readonly string[];
  readonly name: string;
  /** Known for a folder only. */
  readonly version?: string;
}

function locate({ chart, repository, version }: ReleaseArguments, charts: string | undefined): Chart {
  const folder = charts === undefined ? undefined : join(charts, chart);
  if (folder !== undefined && existsSync(folder)) return readChart(folder, version);
  if (repository?.startsWith("oci://")) return { name: chart, args: [`${repository}/${chart}`] };
  if (repository !== undefined) return { name: chart, args: [chart, "--repo", repository] };
  if (isAbsolute(chart)) return readChart(chart, version);
  throw new Error(`chart ${chart} has no repository and is not in ${charts ?? "a folder that was given"}`);
}

/** Text of the Chart.yaml of a folder, or of a package of ours, in which it comes first. */
function chartFile(path: string): string {
  if (!path.endsWith(".tgz")) return readFileSync(join(path, "Chart.yaml"), "utf8");
  const tar = gunzipSync(readFileSync(path));
  const size = Number.parseInt(tar.subarray(124, 135).toString("latin1"), 8);
  return tar.subarray(512, 512 + size).toString("utf8");
}

/** Helm ignores `--version` for a folder or package, so that what stands in it is checked here. */
function readChart(folder: string, wanted: string | undefined): Chart {
  const { name, version } = parse(chartFile(folder)) as {
    readonly name: string;
    readonly version: string;
  };
  if (wanted !== undefined && version !== wanted)
    throw new Error(`the chart in ${folder} has version ${version}, wanted is ${wanted}`);
  return { name, version, args: [folder] };
}
