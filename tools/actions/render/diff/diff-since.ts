import { basename, dirname, resolve } from "node:path";
import { formatDiagnostics } from "../../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../../platform/errors/loco-error.ts";
import { PULLED_FILE, platformFileOf } from "../../../../platform/platform-facts.ts";
import { type AppsWanted, type ReadyApp, readyAppsIfAny } from "../ready-apps.ts";
import type { RenderPlace } from "../render.ts";
import { renderApps } from "../render-apps.ts";
import { type AppDiff, diffApps } from "./diff-apps.ts";
import { type FolderAt, withFilesAt } from "./files-at.ts";

/**
 * Compares apps with what the same files said at a git ref, platform.toml included. Both are rendered with the charts at
 * hand. Errors: REF_UNKNOWN, CONFIG_INVALID for mistakes at the ref, those of {@link renderApps}.
 */
export async function diffSince(
  { cwd, env, reporter }: RenderPlace,
  ref: string,
  wanted: AppsWanted,
  now: readonly ReadyApp[],
): Promise<readonly AppDiff[]> {
  const described = platformFileOf(cwd, cwd);
  const platform = wanted.platform === undefined ? pulled(described) : resolve(cwd, wanted.platform);
  const above = described === undefined ? [] : [dirname(described)];
  const then = await withFilesAt(cwd, ref, { args: wanted.args, above }, async (at) =>
    appsAt(ref, at, { ...wanted, platform }),
  );
  const rendered = await renderApps(env, reporter, [...then, ...now]);
  return diffApps(rendered.slice(0, then.length), rendered.slice(then.length));
}

/** A pulled file says what the platform is now, which is what both states are compared on. */
const pulled = (file: string | undefined): string | undefined =>
  file !== undefined && basename(file) === PULLED_FILE ? file : undefined;

/** Apps of a folder at a ref; none where none of those that were named was there. */
function appsAt(ref: string, { dir, args }: FolderAt, wanted: AppsWanted): readonly ReadyApp[] {
  if (wanted.args.length > 0 && args.length === 0) return [];
  const { apps, diagnostics } = readyAppsIfAny(dir, { ...wanted, args });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return apps;
  throw new LocoError("CONFIG_INVALID", `at ${ref} there are mistakes\n${formatDiagnostics(errors)}`, {
    hint: "compare with a state that has none",
  });
}
