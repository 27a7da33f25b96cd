import type { Manifest } from "../../../../platform/addons/facts.ts";
import type { App } from "../../../../platform/apps/app.ts";
import { changesOf } from "../../../../platform/apps/changes.ts";
import type { Problem } from "../../../../platform/config/diagnostic.ts";
import { manifestsIn } from "../../../charts/render.ts";
import type { RenderedApp, RenderedRelease } from "../render-apps.ts";
import { type Difference, differences } from "./diff-values.ts";

/** What becomes of one release's objects. */
export interface ReleaseDiff {
  readonly release: string;
  /** Objects as `Deployment shop/web`. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly object: string; readonly differences: readonly Difference[] }[];
}

/** What becomes of one app; a side on which it is not there is absent. */
export interface AppDiff {
  readonly app: string;
  readonly before?: App;
  readonly after?: App;
  /** Those in which something differs. */
  readonly releases: readonly ReleaseDiff[];
  /** What would lose data, and what stays behind. */
  readonly notes: readonly Problem[];
}

/** Compares apps by name, in order of the names; those without a difference are left out. */
export function diffApps(before: readonly RenderedApp[], after: readonly RenderedApp[]): AppDiff[] {
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((app) => {
    const [left, right] = [was.get(app), is.get(app)];
    const releases = diffReleases(left?.releases ?? [], right?.releases ?? []);
    const notes = left === undefined || right === undefined ? [] : changesOf(left.app, right.app);
    if (releases.length + notes.length === 0 && left !== undefined && right !== undefined) return [];
    return [
      {
        app,
        ...(left === undefined ? {} : { before: left.app }),
        ...(right === undefined ? {} : { after: right.app }),
        releases,
        notes,
      },
    ];
  });
}

const byName = (apps: readonly RenderedApp[]) => new Map(apps.map((each) => [each.app.name, each]));

function diffReleases(before: readonly RenderedRelease[], after: readonly RenderedRelease[]): ReleaseDiff[] {
  const textsOf = (all: readonly RenderedRelease[]) =>
    new Map(all.map(({ release, manifests }) => [release.name, manifests]));
  const [was, is] = [textsOf(before), textsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((release) => {
    const [left, right] = [was.get(release) ?? "", is.get(release) ?? ""];
    return left === right ? [] : diffObjects(release, objectsIn(left), objectsIn(right));
  });
}

type Objects = ReadonlyMap<string, Manifest>;

const objectsIn = (text: string): Objects =>
  new Map(manifestsIn(text).map((object) => [nameOf(object), object]));

function nameOf({ kind, metadata }: Manifest): string {
  const { namespace, name } = metadata as { readonly namespace?: string; readonly name: string };
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function diffObjects(release: string, before: Objects, after: Objects): ReleaseDiff[] {
  const names = (of: Objects, notIn: Objects) => [...of.keys()].filter((name) => !notIn.has(name)).sort();
  const [added, removed] = [names(after, before), names(before, after)];
  const changed = [...after.keys()]
    .filter((name) => before.has(name))
    .sort()
    .map((object) => ({ object, differences: differences(before.get(object), after.get(object)) }))
    .filter((each) => each.differences.length > 0);
  if (added.length + removed.length + changed.length === 0) return [];
  return [{ release, added, removed, changed }];
}

/** Whether a deploy would refuse what became of an app. */
export const isRefused = ({ notes }: AppDiff): boolean => notes.some(({ severity }) => severity === "error");
