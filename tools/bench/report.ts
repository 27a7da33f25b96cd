import { table } from "../console/table.ts";
import type { AppsRun } from "./apps/measure-apps.ts";
import { total } from "./provisioning/call-count.ts";
import type { BenchResult, Outcome } from "./result.ts";
import type { UserDataSizes } from "./user-data-size.ts";

type Row = readonly [what: string, measured: string, beside: string, goal: string];

/** The result as a table for people, and what could not be measured under it. */
export function report(result: BenchResult): string {
  const { node, system, processors } = result.machine;
  const rows = [
    ...synthRows(result),
    ...appsRows(result),
    ...userDataRows(result),
    ...provisioningRows(result),
    ...sandboxRows(result),
  ];
  const lines = [
    table(["what", "measured", "beside it", "goal", "load"], rows),
    "",
    `Node ${node} on ${system}, ${processors} processors; load is the one-minute average when the measurement began.`,
    `seed: ${result.seed.repository} at ${result.seed.commit.slice(0, 7)}, counted by reading its code`,
    "What is measured and how: docs/explanation/benchmarks.md",
    ...unmeasured(result).map(([what, reason]) => `\nnot measured: ${what}: ${reason}`),
    ...missed(result).map((what) => `\ngoal missed: ${what}`),
  ];
  return lines.join("\n");
}

/** Whether everything was measured, and every goal that was measured is met. */
export const isGood = (result: BenchResult): boolean =>
  unmeasured(result).length === 0 && missed(result).length === 0;

/** What could not be measured, with its reason. */
function unmeasured(result: BenchResult): [what: string, reason: string][] {
  const outcomes: readonly [string, Outcome<unknown> | undefined][] = [
    ["synth", result.synth],
    ["apps", result.apps],
    ["user-data", result.userData],
    ["sandbox, warm", result.sandbox],
    ["sandbox, cold", result.coldSandbox],
  ];
  return outcomes.flatMap(([what, outcome]) =>
    outcome?.kind === "failed" ? [[what, outcome.reason] as [string, string]] : [],
  );
}

/** What was measured and is worse than its goal. */
function missed({ synth, apps, userData, sandbox, goals }: BenchResult): string[] {
  const bytes = (of: UserDataSizes) => Math.max(of.firstServer, of.otherServer, of.agent);
  return [
    ...(isWorse(synth, ({ cold }) => cold.ratio > goals.synthRatio)
      ? ["synth, cold, over the empty program"]
      : []),
    ...(isWorse(apps, ({ ratio }) => ratio < goals.renderRatio)
      ? ["helm template over render, for an app"]
      : []),
    ...(isWorse(userData, (of) => bytes(of) > of.limit) ? ["user-data"] : []),
    ...(isWorse(sandbox, (of) => of.milliseconds > goals.warmSandbox) ? ["sandbox up, warm"] : []),
  ];
}

const isWorse = <T>(outcome: Outcome<T>, than: (value: T) => boolean): boolean =>
  outcome.kind === "measured" && than(outcome.value);

/** Rows of a measurement with the load it was taken at; none when there is nothing to show. */
function rowsOf<T>(outcome: Outcome<T> | undefined, rows: (value: T) => readonly Row[]): string[][] {
  if (outcome?.kind !== "measured") return [];
  return rows(outcome.value).map((row) => [...row, outcome.load.toFixed(1)]);
}

function synthRows({ synth, goals }: BenchResult): string[][] {
  return rowsOf(synth, ({ cold, warm }) => [
    ["synth, cold", milliseconds(cold.platform), `${milliseconds(cold.empty)} empty cdktf program`, ""],
    ["  over the empty program", cold.ratio.toFixed(2), "", atMost(cold.ratio, goals.synthRatio, String)],
    ["synth, warm", milliseconds(warm.platform), `${milliseconds(warm.empty)} empty cdktf program`, ""],
  ]);
}

function appsRows({ apps, goals }: BenchResult): string[][] {
  return rowsOf(apps, ({ validate, render, synth, helmEach, ratio }) => [
    ...runRows("validate", validate),
    ...runRows("render", render),
    [
      "helm template, for an app",
      milliseconds(helmEach.atOnce),
      `${milliseconds(helmEach.inTurn)} in turn; ${helmEach.sample} apps`,
      "",
    ],
    ["  over render, for an app", ratio.toFixed(1), "", atLeast(ratio, goals.renderRatio)],
    ...runRows("synth", synth),
  ]);
}

/** Runs over more and more apps, each with what an app more costs since the run before. */
const runRows = (what: string, runs: readonly AppsRun[]): Row[] =>
  runs.map(({ apps, milliseconds: time, peak }, index) => {
    const before = runs[index - 1];
    const growth = before === undefined ? "" : (time - before.milliseconds) / (apps - before.apps);
    return [
      `${what}, ${apps} ${apps === 1 ? "app" : "apps"}`,
      milliseconds(time),
      [
        ...(peak === undefined ? [] : [`${Math.round(peak / 2 ** 20)} MiB`]),
        ...(growth === "" ? [] : [`${growth.toFixed(1)} ms an app more`]),
      ].join(", "),
      "",
    ];
  });

function userDataRows({ userData }: BenchResult): string[][] {
  return rowsOf(userData, ({ firstServer, otherServer, agent, limit }) => {
    const row = (role: string, bytes: number): Row => [
      `user-data, ${role}`,
      `${bytes} bytes`,
      `${Math.round((bytes / limit) * 100)} % of CloudStack's limit`,
      `at most ${limit} bytes`,
    ];
    return [row("first server", firstServer), row("other server", otherServer), row("agent", agent)];
  });
}

function provisioningRows({ sandbox, seed }: BenchResult): string[][] {
  return rowsOf(sandbox, ({ count }) => [
    ["CloudStack calls to deploy", String(total(count.calls)), `${total(seed.calls)} seed`, ""],
    ["  polls for jobs, apart", String(count.polls), "", ""],
    ["waits in a row, to a ready API", String(count.waits.length), `${seed.waits.length} seed`, ""],
    ["uploads, scripts, polls outside", String(count.provisioners), `${total(seed.actions)} seed`, ""],
  ]);
}

function sandboxRows({ sandbox, coldSandbox, goals }: BenchResult): string[][] {
  const warm = rowsOf(sandbox, ({ milliseconds: time, slowest, runs }) => [
    [
      "sandbox up, warm",
      seconds(time),
      `slowest of ${runs}: ${seconds(slowest)}`,
      atMost(time, goals.warmSandbox, seconds),
    ],
  ]);
  const cold = rowsOf(coldSandbox, (time) => [["sandbox up, cold", seconds(time), "", ""]]);
  return [...warm, ...cold];
}

const milliseconds = (time: number) => `${Math.round(time)} ms`;

const seconds = (time: number) => `${(time / 1000).toFixed(1)} s`;

function atMost(value: number, goal: number, words: (value: number) => string): string {
  return `at most ${words(goal)}: ${value <= goal ? "met" : "missed"}`;
}

const atLeast = (value: number, goal: number) => `at least ${goal}: ${value >= goal ? "met" : "missed"}`;
