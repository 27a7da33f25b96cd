import { formatImage, registryTables } from "../../charts/mirror/image-reference.ts";
import { failureOf, type MirrorFailure, type MirrorPlan } from "../../charts/mirror/mirror-plan.ts";
import type { MirrorTarget, Outcome } from "../../charts/mirror/target.ts";
import type { Reporter } from "../../console/reporter.ts";

/** What was copied. */
export interface MirrorReport {
  readonly to: string;
  readonly charts: readonly Copied[];
  readonly images: readonly Copied[];
  readonly failed: readonly MirrorFailure[];
  readonly uncovered: MirrorPlan["uncovered"];
  /** Charts that were taken as they came: the lock has no digest of theirs. */
  readonly unlocked: readonly string[];
  /** Tables of platform.toml for nodes; none for a folder. */
  readonly registries?: string;
}

/** One thing by name; "planned" when nothing is to be copied. */
export interface Copied {
  readonly name: string;
  readonly outcome: Outcome | "planned";
}

/** Copies a plan to a target, one thing after the other; without a target it only says what it would copy. */
export async function copyAll(
  plan: MirrorPlan,
  target: MirrorTarget | undefined,
  to: string,
  reporter: Reporter,
): Promise<MirrorReport> {
  const failed = [...plan.failed];
  const charts: Copied[] = [];
  const images: Copied[] = [];
  const todo = [
    ...plan.charts.map(({ chart, path }) => ({
      kind: "chart",
      done: charts,
      name: `${chart.name} ${chart.version}`,
      copy: (to: MirrorTarget) => to.chart(chart, path),
    })),
    ...plan.images.map((image) => ({
      kind: "image",
      done: images,
      name: formatImage(image),
      copy: (to: MirrorTarget) => to.image(image),
    })),
  ];
  const copy = async (progress: (detail: string) => void) => {
    for (const [index, { kind, done, name, copy }] of todo.entries()) {
      progress(`${index + 1} of ${todo.length}: ${name}`);
      try {
        done.push({ name, outcome: target === undefined ? "planned" : await copy(target) });
      } catch (error) {
        failed.push(failureOf(`${kind} ${name}`, error as Error));
      }
    }
  };
  if (target === undefined) await copy(() => {});
  else await reporter.step(`copying to ${to}`, copy);
  target?.finish({ failed, uncovered: plan.uncovered });
  const registries = to.startsWith("oci://")
    ? { registries: registryTables(plan.images, to.replace(/\/+$/, "")) }
    : {};
  const unlocked = plan.charts.flatMap(({ chart }) => (chart.digest === undefined ? [chart.name] : []));
  return { to, charts, images, failed, uncovered: plan.uncovered, unlocked, ...registries };
}

/** The text of `loco charts mirror`. */
export function formatMirrorReport({
  to,
  charts,
  images,
  failed,
  uncovered,
  unlocked,
  registries,
}: MirrorReport): string {
  const all = [
    ...charts.map((chart) => ["chart", chart] as const),
    ...images.map((image) => ["image", image] as const),
  ];
  const lines = all
    .filter(([, { outcome }]) => outcome !== "there")
    .map(([kind, { name, outcome }]) => `${outcome.padEnd(7)}  ${kind}  ${name}`);
  const there = all.filter(([, { outcome }]) => outcome === "there").length;
  return [
    ...lines,
    ...failed.flatMap(({ what, reason, hint }) => [
      `failed   ${what}`,
      ...indented(hint === undefined ? reason : `${reason}\n${hint}`),
    ]),
    `${to}: ${count(charts, "chart")} and ${count(images, "image")}${there === 0 ? "" : `, ${there} of all there already`}${failed.length === 0 ? "" : `; ${failed.length} failed: run it again when that is put right`}`,
    ...(unlocked.length === 0
      ? []
      : [`compared with no digest: ${unlocked.join(", ")} (npx loco charts lock pins digests)`]),
    ...uncovered.map(({ addon, images }) => `not in it: ${images} (${addon})`),
    ...(lines.length === 0 || registries === undefined ? [] : ["", ...forPlatform(to, registries)]),
  ].join("\n");
}

const count = ({ length }: readonly Copied[], what: string) => `${length} ${what}${length === 1 ? "" : "s"}`;

const indented = (text: string) => text.split("\n").map((line) => `         ${line}`);

/** What platform.toml needs to use a registry. */
const forPlatform = (to: string, registries: string) => [
  "# For platform.toml:",
  "[charts]",
  `mirror = "${to.replace(/\/+$/, "")}"`,
  "",
  registries,
];
