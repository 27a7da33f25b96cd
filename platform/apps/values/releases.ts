import type { App } from "../app.ts";
import { LOCO_APPS } from "../loco-apps.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues } from "./app-values.gen.ts";
import { appValues } from "./app-values.ts";
import type { BaseValues } from "./base-values.gen.ts";
import { baseValues } from "./base-values.ts";

/** One of the two Helm releases of an app. */
export type AppRelease = {
  readonly name: string;
  /** Where Helm keeps its record. Every object names its own namespace. */
  readonly namespace: string;
} & (
  | { readonly chart: "app-base"; readonly values: BaseValues }
  | { readonly chart: "app"; readonly values: AppValues }
);

/** The releases of an app, in the order in which they are installed. */
export const appReleases = (app: App, platform: PlatformFacts): readonly AppRelease[] => [
  { name: `${app.name}-base`, namespace: LOCO_APPS, chart: "app-base", values: baseValues(app, platform) },
  { name: app.name, namespace: app.name, chart: "app", values: appValues(app, platform) },
];
