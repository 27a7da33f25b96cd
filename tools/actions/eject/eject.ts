import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { valuesYaml } from "../../../platform/addons/values-text.ts";
import { readOwnChart } from "../../../platform/charts/own-chart.ts";
import type { Diagnostic } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type AppsWanted, type ReadyApp, readyApps } from "../render/ready-apps.ts";
import { ejectReadme } from "./eject-readme.ts";

/** What was written, unless a diagnostic is an error. */
export interface Ejected {
  readonly diagnostics: readonly Diagnostic[];
  /** As the person would type it. */
  readonly folder?: string;
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes an app's charts and values as plain files, with which Helm alone installs it. Errors: FILE_EXISTS for a folder
 * that holds something, those of {@link readyApps}.
 */
export function eject(
  cwd: string,
  { to, ...wanted }: AppsWanted & { readonly to?: string | undefined },
): Ejected {
  const { apps, diagnostics } = readyApps(cwd, wanted);
  if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics, files: [] };
  const [ready, ...others] = apps;
  if (ready === undefined || others.length > 0)
    throw new LocoError("CONFIG_MISSING", `${apps.length} apps are named, and one is ejected at a time`, {
      hint: `name one: ${apps.map(({ file }) => file).join(", ")}`,
    });
  const path = resolve(cwd, to ?? `${ready.app.name}-ejected`);
  const folder = relative(cwd, path) || ".";
  requireEmpty(path, folder);
  const files = filesOf(ready);
  // It appears whole or not at all: another run would refuse half of it.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  for (const [name, content] of files) {
    mkdirSync(dirname(join(temporary, name)), { recursive: true });
    writeFileSync(join(temporary, name), content);
  }
  renameSync(temporary, path);
  return { diagnostics, folder, files: files.map(([name]) => name).sort() };
}

function requireEmpty(path: string, asTyped: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return;
  throw new LocoError("FILE_EXISTS", `${asTyped} is there already and not an empty folder`, {
    hint: "name another folder with --to, or remove it",
  });
}

const filesOf = (ready: ReadyApp): (readonly [path: string, content: string | Uint8Array])[] => [
  ["README.md", ejectReadme(ready)],
  ...ready.releases.flatMap(({ name, chart, values }) => [
    [`${name}/values.yaml`, valuesYaml(values)] as const,
    ...readOwnChart(chart).files.map(({ path, bytes }) => [`${name}/chart/${path}`, bytes] as const),
  ]),
];
