import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { App } from "../../platform/apps/app.ts";
import { loadApp } from "../../platform/apps/load-app.ts";
import { readApp } from "../../platform/apps/read-app.ts";
import type { PlatformFacts } from "../../platform/apps/source.ts";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { readProject } from "../../platform/project.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const GOLDENS = join(REPOSITORY, "test/golden/apps");

/** An app and the platform it runs on. */
export interface PlacedApp {
  readonly app: App;
  readonly facts: PlatformFacts;
}

/** The blueprints of the repository, as a person deploys them. */
export function repositoryBlueprints(): PlacedApp[] {
  const { facts, apps } = readProject(REPOSITORY, undefined);
  return apps.map(({ app, name, diagnostics }) => {
    if (app === undefined) throw new Error(`${name}: ${diagnostics.map(({ message }) => message)}`);
    return { app: app.app, facts };
  });
}

/** The apps of the golden files, on a platform with everything, named as their folders: some have names of blueprints. */
export const goldenApps = (): PlacedApp[] =>
  readdirSync(GOLDENS).map((folder) => {
    const { file, ...rest } = loadApp(join(GOLDENS, folder, "loco.toml"), "loco.toml");
    const text = file.text.replace(/^name\s*=.*/, `name = "${folder}"`);
    const { app } = readApp(
      { ...rest, file: { ...file, text } },
      { reserved: [], platform: SAMPLE_PLATFORM },
    );
    if (app === undefined) throw new Error(`${folder} has mistakes`);
    return { app, facts: SAMPLE_PLATFORM };
  });
