import { basename, dirname } from "node:path";
import { catalogue } from "./addons/catalogue.ts";
import { KUBERNETES_NAMESPACES, platformNamespaces } from "./addons/destroy-guard/own-namespaces.ts";
import { acrossApps, type Neighbour } from "./apps/across.ts";
import { loadApp } from "./apps/load-app.ts";
import { environmentsOf, readApp } from "./apps/read-app.ts";
import type { PlatformFacts } from "./apps/source.ts";
import type { Diagnostic } from "./config/diagnostic.ts";

/** Where an app's loco.toml is, and how a person would type that. */
export interface AppPlace {
  readonly path: string;
  readonly asTyped: string;
}

/** How apps are read. */
export interface AppsScope {
  /** One environment alone; otherwise each app and all of its environments. */
  readonly environment: string | undefined;
  /** Without an environment: each app as its file's top says it, and none of its environments. */
  readonly plain?: boolean;
  /** Facts of the platform that an environment's apps run on; undefined when they are not known. */
  readonly platform: (environment: string | undefined) => PlatformFacts | undefined;
  /** Whether these are all apps of the platform, so that who is named and not there is missing. */
  readonly complete: boolean;
}

/** Apps that have no mistakes, and the mistakes of all. */
export interface AppsReading {
  readonly apps: readonly Neighbour[];
  /** How many were looked at. */
  readonly found: number;
  readonly diagnostics: readonly Diagnostic[];
}

const RESERVED = [...KUBERNETES_NAMESPACES, ...platformNamespaces(catalogue)].sort();

/** Reads apps with every check that needs no cluster, those between them included. */
export function readApps(
  places: readonly AppPlace[],
  { environment, plain = false, platform, complete }: AppsScope,
): AppsReading {
  const diagnostics = new Map<string, Diagnostic>();
  const apps: Neighbour[] = [];
  const broken: string[] = [];
  let found = 0;
  const note = (several: readonly Diagnostic[], environment?: string) => {
    for (const each of several) {
      // A mistake at the top shows again in each environment; once is enough.
      if (diagnostics.has(JSON.stringify(each))) continue;
      const diagnostic = environment === undefined ? each : inEnvironment(each, environment);
      diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    }
  };
  for (const { path, asTyped } of places) {
    const source = loadApp(path, asTyped);
    const known = plain ? [] : environmentsOf(source);
    const wanted =
      environment === undefined ? [undefined, ...known] : known.filter((each) => each === environment);
    for (const each of wanted) {
      found++;
      const facts = platform(each);
      const reading = readApp(source, {
        reserved: RESERVED,
        ...(each === undefined ? {} : { environment: each }),
        ...(facts === undefined ? {} : { platform: facts }),
      });
      note(reading.diagnostics, each);
      if (reading.app !== undefined) apps.push({ ...reading, app: reading.app, file: asTyped });
      // What cannot be read at all most likely has the name of its folder.
      else broken.push(reading.instance || basename(dirname(path)));
    }
  }
  note(acrossApps(apps, { domain: platform(environment)?.domain, broken: complete ? broken : undefined }));
  return { apps, found, diagnostics: [...diagnostics.values()] };
}

/** Says of a mistake in keys at the top that only an environment makes it one. */
function inEnvironment(diagnostic: Diagnostic, environment: string): Diagnostic {
  if (diagnostic.key.startsWith("environments.")) return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message} (in the environment ${environment})` };
}
