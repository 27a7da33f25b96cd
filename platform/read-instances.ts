import { basename, dirname } from "node:path";
import { catalogue } from "./addons/catalogue.ts";
import { KUBERNETES_NAMESPACES, platformNamespaces } from "./addons/destroy-guard/own-namespaces.ts";
import { acrossApps } from "./apps/across.ts";
import { BLUEPRINTS } from "./apps/load-app.ts";
import type { Neighbour } from "./apps/neighbour.ts";
import { type AppReading, readApp } from "./apps/read-app.ts";
import type { AppSource, PlatformFacts } from "./apps/source.ts";
import type { Diagnostic } from "./config/diagnostic.ts";

/** Where an app's loco.toml is, and how a person would type that. */
export interface AppPlace {
  readonly path: string;
  readonly asTyped: string;
}

/** An app as itself, or in one of its environments. */
export interface Instance {
  readonly place: AppPlace;
  readonly source: AppSource;
  readonly environment: string | undefined;
  /** Facts of the platform that it runs on; undefined when they are not known. */
  readonly platform: PlatformFacts | undefined;
}

/** What reading an instance gave. */
export interface InstanceReading {
  readonly instance: Instance;
  /** Its name; the folder's for a file that does not say one. */
  readonly name: string;
  /** There when no diagnostic is an error. */
  readonly app?: Neighbour;
  readonly diagnostics: readonly Diagnostic[];
  /** Mistakes in what it has in common with instances before it, and with who is not there. */
  readonly between: readonly Diagnostic[];
  /** Mistakes of instances after it in what they have in common with it: they stay away, and it does not. */
  readonly later: readonly Diagnostic[];
}

/** What is known beside the instances. */
export interface Surroundings {
  readonly domain: string | undefined;
  /** Whether these are all apps of the platform, so that who is named and not there is missing. */
  readonly complete: boolean;
}

/** Namespaces that no app may take. */
export const RESERVED_NAMES: readonly string[] = [
  ...KUBERNETES_NAMESPACES,
  ...platformNamespaces(catalogue),
].sort();

/** Reads instances that run on one platform, with every check that needs no cluster, those between them included. */
export function readInstances(
  instances: readonly Instance[],
  { domain, complete }: Surroundings,
): readonly InstanceReading[] {
  const readings = instances.map(readOne);
  const apps = readings.flatMap(({ app }) => app ?? []);
  const broken = readings.flatMap(({ app, name }) => (app === undefined ? [name] : []));
  const between = new Map<string, Diagnostic[]>();
  const later = new Map<string, Diagnostic[]>();
  for (const { app, other, diagnostic } of acrossApps(apps, {
    domain,
    broken: complete ? broken : undefined,
  })) {
    push(between, keyOf(diagnostic.file, app), diagnostic);
    if (other !== undefined) push(later, keyOf(other.file, other.app.name), diagnostic);
  }
  return readings.map(({ app, ...reading }) => {
    const key = keyOf(reading.instance.place.asTyped, reading.name);
    const found = between.get(key) ?? [];
    const isSound = app !== undefined && found.every(({ severity }) => severity !== "error");
    return { ...reading, between: found, later: later.get(key) ?? [], ...(isSound ? { app } : {}) };
  });
}

const keyOf = (file: string, app: string): string => `${file}\0${app}`;

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function readOne(instance: Instance): Omit<InstanceReading, "between" | "later"> {
  const { place, source, environment, platform } = instance;
  const reading = readApp(source, {
    reserved: RESERVED_NAMES,
    ...(environment === undefined ? {} : { environment }),
    ...(platform === undefined ? {} : { platform }),
  });
  const misplaced = otherFolder(instance, reading);
  const app = misplaced === undefined ? reading.app : undefined;
  return {
    instance,
    // What cannot be read at all most likely has the name of its folder.
    name: reading.instance || nameAt(place, environment),
    diagnostics: misplaced === undefined ? reading.diagnostics : [...reading.diagnostics, misplaced],
    ...(app === undefined ? {} : { app: { ...reading, app, file: place.asTyped } }),
  };
}

/** Name of the app that a folder holds. */
export const nameAt = ({ path }: AppPlace, environment: string | undefined): string =>
  [basename(dirname(path)), environment].filter((part) => part !== undefined).join("-");

/** A blueprint is found by its folder, and its stack, namespace and releases by its name: both are one. */
function otherFolder({ place, environment }: Instance, reading: AppReading): Diagnostic | undefined {
  const isBlueprint = basename(dirname(dirname(place.path))) === BLUEPRINTS;
  const name = nameAt(place, environment);
  if (!isBlueprint || reading.instance === "" || reading.instance === name) return undefined;
  const folder = nameAt(place, undefined);
  return {
    severity: "error",
    file: place.asTyped,
    ...reading.positionOf(["name"]),
    key: "name",
    message: `must be the name of its folder, ${BLUEPRINTS}/${folder}`,
  };
}
