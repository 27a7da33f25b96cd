import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { BaseValues } from "./base-values.gen.ts";
import { appLabels } from "./labels.ts";

/** Values of the chart `app-base`. */
export function baseValues(app: App, _platform: PlatformFacts): BaseValues {
  return { name: app.name, labels: appLabels(app) };
}
