import type { App } from "../../../platform/apps/app.ts";
import type { Neighbour } from "../../../platform/apps/neighbour.ts";
import { noImage } from "../../../platform/apps/no-image.ts";
import { type AppRelease, appReleases } from "../../../platform/apps/values/releases.ts";
import type { Diagnostic } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { PULLED_FILE } from "../../../platform/platform-facts.ts";
import { brokenPlatform, type HeldApps, readHeld } from "../validate/apps-of-platform.ts";
import { subjectsOf } from "../validate/subjects.ts";
import { noEnvironment } from "../validate/validate.ts";

/** An app that can be rendered. */
export interface ReadyApp {
  readonly app: App;
  /** As the person would type it. */
  readonly file: string;
  readonly releases: readonly AppRelease[];
}

/** Which apps, and where. */
export interface AppsWanted {
  /** Blueprints, files or folders; without any, all of the folder. */
  readonly args: readonly string[];
  readonly environment: string | undefined;
  /** Another platform.toml, or the platform.json that `loco platform pull` writes. */
  readonly platform: string | undefined;
}

/** Apps and what is to be said of them; no app when a diagnostic is an error. */
export interface Readiness {
  readonly apps: readonly ReadyApp[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the apps that are named in one environment, with every check, and makes their releases. Errors: CONFIG_MISSING when
 * there is no such app, environment or platform, CONFIG_INVALID for mistakes in platform.toml, FILE_UNKNOWN.
 */
export function readyApps(cwd: string, wanted: AppsWanted): Readiness {
  const { found, ...readiness } = readyAppsIfAny(cwd, wanted);
  if (found === "no app")
    throw new LocoError("CONFIG_MISSING", "there is no loco.toml here, and no blueprint", {
      hint: "name an app or its folder: npx loco render blueprints/shop",
    });
  if (found === "no environment") throw noEnvironment(wanted.environment ?? "");
  return readiness;
}

/** {@link readyApps} where there may be no such app or environment. */
export function readyAppsIfAny(
  cwd: string,
  { args, environment, platform }: AppsWanted,
): Readiness & { readonly found: "apps" | "no app" | "no environment" } {
  const { apps: places } = subjectsOf(cwd, args);
  if (places.length === 0) return { apps: [], diagnostics: [], found: "no app" };
  const held = readHeld(cwd, places, { environment, plain: environment === undefined, platform });
  const found = held.filter(({ reading }) => reading.readings.length > 0);
  if (found.length === 0) return { apps: [], diagnostics: [], found: "no environment" };
  const ready = found.map((each) => readyOn(each, environment));
  const diagnostics = ready.flatMap((each) => each.diagnostics);
  const isFailed = diagnostics.some(({ severity }) => severity === "error");
  return { apps: isFailed ? [] : ready.flatMap((each) => each.apps), diagnostics, found: "apps" };
}

function readyOn(
  { reading, platform, platformErrors }: HeldApps,
  environment: string | undefined,
): Readiness {
  if (platform === undefined)
    throw new LocoError(
      "CONFIG_MISSING",
      `what the platform has is not known: no platform.toml or ${PULLED_FILE} is here or above the app`,
      {
        hint: `run this in the platform's folder, or name a file of npx loco platform pull: --platform ${PULLED_FILE}`,
      },
    );
  const facts = platform.facts(environment);
  if (facts === undefined) throw brokenPlatform(platformErrors);
  const imageless = reading.apps.filter(({ app }) => app.image === undefined);
  const diagnostics = [
    ...reading.diagnostics.filter((each) => !isAbout(each, imageless)),
    ...imageless.map(noImage),
  ];
  const apps = reading.apps
    .filter(({ app }) => app.image !== undefined)
    .map(({ app, file }) => ({ app, file, releases: appReleases(app, facts) }));
  return { apps, diagnostics };
}

const isAbout = ({ key, file }: Diagnostic, apps: readonly Neighbour[]): boolean =>
  key === "image" && apps.some((each) => each.file === file);
