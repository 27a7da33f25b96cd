import { valuesYaml } from "../../../platform/addons/values-text.ts";
import { manifestsIn } from "../../charts/render.ts";
import type { ReadyApp } from "./ready-apps.ts";
import type { RenderedApp } from "./render-apps.ts";

/** One stream of YAML, a remark before each release. */
export const formatManifests = (apps: readonly RenderedApp[]): string =>
  apps
    .flatMap(({ releases }) => releases)
    .map(({ release: { name, namespace }, manifests }) => {
      return `# Release ${name}, in namespace ${namespace}${manifests === "" ? ": no objects" : ""}\n${manifests}`;
    })
    .join("");

/** Values of all releases, each a document of its own. */
export const formatValues = (apps: readonly ReadyApp[]): string =>
  apps
    .flatMap(({ releases }) => releases)
    .map(
      ({ name, chart, values }) => `---\n# Values of release ${name}, chart ${chart}\n${valuesYaml(values)}`,
    )
    .join("");

/** What `--json` prints of an app's values. */
export const valuesJson = ({ app, file, releases }: ReadyApp) => ({
  name: app.name,
  environment: app.environment,
  file,
  releases: releases.map(({ name, namespace, chart, values }) => ({ name, namespace, chart, values })),
});

/** What `--json` prints of an app's objects. */
export const appJson = ({ app, file, releases }: RenderedApp) => ({
  name: app.name,
  environment: app.environment,
  file,
  releases: releases.map(({ release: { name, namespace, chart }, version, manifests }) => ({
    ...{ name, namespace, chart, version },
    objects: manifestsIn(manifests),
  })),
});
