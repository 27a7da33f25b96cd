import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import {
  APP_FILE,
  appFileIn,
  BLUEPRINTS,
  blueprints,
  DEFINITION_FILE,
} from "../../../platform/apps/load-app.ts";
import { environments } from "../../../platform/config/load.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { nearName } from "../../../platform/errors/near-name.ts";
import type { AppPlace } from "../../../platform/read-instances.ts";

/** One reading of a platform: platform.toml alone or with one overlay. */
export interface PlatformSubject {
  readonly dir: string;
  readonly environment: string | undefined;
}

/** What is to be checked. */
export interface Subjects {
  readonly platforms: readonly PlatformSubject[];
  readonly apps: readonly AppPlace[];
}

/**
 * What arguments of a command name: files, folders and blueprints. A folder stands for its platform.toml with every
 * overlay, its loco.toml or loco.ts and its blueprints, as far as they are there.
 *
 * @throws LocoError CONFIG_MISSING for what is not there, FILE_UNKNOWN for a file that is not ours
 */
export function subjectsOf(cwd: string, args: readonly string[]): Subjects {
  const all = (args.length === 0 ? ["."] : args).map((arg) => subjectOf(cwd, arg));
  return {
    platforms: all.flatMap(({ platforms }) => platforms),
    // Whoever names an app twice means it once.
    apps: [...new Map(all.flatMap(({ apps }) => apps).map((app) => [app.path, app])).values()],
  };
}

/** A file as a person would type it. */
export const typedPath = (cwd: string, path: string): string => relative(cwd, path) || basename(path);

function hintOf(arg: string, known: readonly string[]): string {
  if (known.length === 0) return "check the path's spelling";
  const near = nearName(arg, known);
  return near === undefined ? `blueprints here: ${known.join(", ")}` : `did you mean the blueprint ${near}?`;
}

const NOTHING: Subjects = { platforms: [], apps: [] };

function subjectOf(cwd: string, arg: string): Subjects {
  const app = (path: string): AppPlace => ({ path, asTyped: typedPath(cwd, path) });
  const blueprint = /[/\\]|^\.*$/.test(arg) ? undefined : appFileIn(join(cwd, BLUEPRINTS, arg));
  if (blueprint !== undefined) return { ...NOTHING, apps: [app(blueprint)] };
  const path = resolve(cwd, arg);
  if (!existsSync(path)) {
    const known = blueprints(cwd);
    throw new LocoError("CONFIG_MISSING", `no file or folder ${arg}`, {
      hint: hintOf(arg, known),
    });
  }
  if (statSync(path).isDirectory()) return folder(path, app);
  if ([APP_FILE, DEFINITION_FILE].includes(basename(path))) return { ...NOTHING, apps: [app(path)] };
  const match = /^platform(?:\.([a-z][a-z0-9-]*))?\.toml$/.exec(basename(path));
  if (match !== null) return { ...NOTHING, platforms: [{ dir: dirname(path), environment: match[1] }] };
  throw new LocoError("FILE_UNKNOWN", `${arg} is not a file that Loco knows`, {
    hint: "it checks platform.toml, platform.<env>.toml, loco.toml and loco.ts",
  });
}

function folder(dir: string, app: (path: string) => AppPlace): Subjects {
  const own = appFileIn(dir);
  const names = blueprints(dir);
  const isPlatform = existsSync(join(dir, "platform.toml"));
  if (!isPlatform && own === undefined && names.length === 0)
    throw new LocoError("CONFIG_MISSING", `neither platform.toml nor loco.toml is in ${dir}`, {
      hint: "run this in the folder of a platform or an app, or name it; npx loco init begins an app",
    });
  return {
    platforms: isPlatform
      ? [undefined, ...environments(dir)].map((environment) => ({ dir, environment }))
      : [],
    apps: [own, ...names.map((name) => appFileIn(join(dir, BLUEPRINTS, name)))]
      .filter((path) => path !== undefined)
      .map(app),
  };
}
