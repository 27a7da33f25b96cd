import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { AppRelease } from "../../platform/apps/values/releases.ts";
import { type ChartFile, type OwnChart, readOwnChart } from "../../platform/charts/own-chart.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { aliasOf, BATCH, batchChart } from "./batch-chart.ts";
import { helmValues } from "./helm-values.ts";
import { normalForm, splitManifests } from "./split-manifests.ts";

/** What Helm made of a release: manifests exactly as `helm template` prints them, or why it refuses them. */
export type Rendered =
  | { readonly release: AppRelease; readonly manifests: string }
  | { readonly release: AppRelease; readonly refused: string };

/** How it is rendered. */
export interface RenderOptions {
  /** Our charts, unless a test has others. */
  readonly charts?: readonly OwnChart[];
  /** How many releases one Helm process takes at most. */
  readonly batch?: number;
  /** How many run at once; by default one for each processor. */
  readonly processes?: number;
}

/** More gain nothing, and each takes memory as long as its process runs. */
const BATCH_SIZE = 200;

/**
 * Renders releases with the Helm program `helm`, in few processes, and returns them in the same order. Where a process
 * fails its releases are halved until those that Helm refuses are alone. Errors: TOOL_FAILED when Helm cannot be run.
 */
export async function renderReleases(
  helm: string,
  releases: readonly AppRelease[],
  options: RenderOptions = {},
): Promise<readonly Rendered[]> {
  const { charts = ["app", "app-base"].map((name) => readOwnChart(name)), batch = BATCH_SIZE } = options;
  const processes = options.processes ?? availableParallelism();
  const dir = mkdtempSync(join(tmpdir(), "loco-render-"));
  try {
    for (const { name, files } of charts) writeFiles(join(dir, "alone", name), files);
    const kitchen: Kitchen = { helm, dir, charts, made: 0 };
    const size = Math.max(1, Math.min(batch, Math.ceil(releases.length / processes)));
    const batches = Array.from({ length: Math.ceil(releases.length / size) }, (_, index) =>
      releases.slice(index * size, (index + 1) * size),
    );
    return (await inParallel(batches, processes, (each) => renderBatch(kitchen, each))).flat();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What all batches of a run share. */
interface Kitchen {
  readonly helm: string;
  /** Temporary. */
  readonly dir: string;
  readonly charts: readonly OwnChart[];
  /** Folders of batches so far. */
  made: number;
}

async function renderBatch(kitchen: Kitchen, releases: readonly AppRelease[]): Promise<Rendered[]> {
  const [first] = releases;
  if (first === undefined) return [];
  if (releases.length === 1) return [await renderAlone(kitchen, first)];
  const dir = join(kitchen.dir, String(kitchen.made++));
  writeFiles(dir, batchChart(releases, kitchen.charts));
  const { text } = await template(kitchen.helm, [BATCH, dir]);
  rmSync(dir, { recursive: true });
  if (text === undefined) {
    const half = Math.ceil(releases.length / 2);
    return [
      ...(await renderBatch(kitchen, releases.slice(0, half))),
      ...(await renderBatch(kitchen, releases.slice(half))),
    ];
  }
  const parts = splitManifests(text, (part) => releases[Number(part.slice(1))]?.chart ?? "");
  return releases.map((release, index) => ({ release, manifests: parts.get(aliasOf(index)) ?? "" }));
}

async function renderAlone({ helm, dir }: Kitchen, release: AppRelease): Promise<Rendered> {
  const { name, namespace, chart, values } = release;
  const args = [name, join(dir, "alone", chart), "--namespace", namespace, "--values", "-"];
  const { text, error } = await template(helm, args, helmValues(values));
  return text === undefined ? { release, refused: error } : { release, manifests: normalForm(text) };
}

type Printed =
  | { readonly text: string; readonly error?: never }
  | { readonly text?: never; readonly error: string };

async function template(helm: string, args: readonly string[], input = ""): Promise<Printed> {
  const { stdout, stderr, exitCode, failed, shortMessage } = await execa(helm, ["template", ...args], {
    input,
    reject: false,
    maxBuffer: Number.POSITIVE_INFINITY,
    // Collecting garbage less often is faster by a fifth, and a batch is small.
    env: { GOGC: "400", HELM_DEBUG: "false", HELM_NO_PLUGINS: "1" },
  });
  if (!failed) return { text: stdout };
  if (exitCode !== undefined) return { error: helmMessage(stderr) };
  throw new LocoError("TOOL_FAILED", `Helm could not be run: ${shortMessage}`, { hint: `look at ${helm}` });
}

/** Helm's own words, without those about Helm. */
const helmMessage = (stderr: string): string =>
  stderr
    .replace(/^.*?Error: /s, "")
    .replace(/\s*Use --debug flag to render out invalid YAML\s*/, "")
    .trim();

function writeFiles(dir: string, files: readonly ChartFile[]): void {
  for (const { path, bytes } of files) {
    const target = join(dir, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
