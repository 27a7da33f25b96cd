import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues } from "./app-values.gen.ts";
import { appLabels } from "./labels.ts";

/** Values of the chart `app`. */
export function appValues(app: App, _platform: PlatformFacts): AppValues {
  return { name: app.name, labels: appLabels(app) };
}
