import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues } from "./app-values.gen.ts";
import { appLabels } from "./labels.ts";
import { nodePlacement } from "./node-placement.ts";

type Pods = AppValues["pods"];

/** Labels that Alloy goes by. */
const RETENTION = "loco.dev/log-retention";
const FORMAT = "loco.dev/log-format";

/** What all pods of an app have in common, but for files. */
export function podValues(app: App, platform: PlatformFacts): Pods {
  const { logs, user, deploy, pullSecret, pool, scratch } = app;
  const tolerations = nodePlacement(app, platform)?.tolerations;
  return {
    labels: {
      ...appLabels(app),
      ...(logs.retention === undefined ? {} : { [RETENTION]: logs.retention }),
      ...(logs.structured ? { [FORMAT]: "json" } : {}),
    },
    user,
    shutdown: deploy.shutdown,
    ...(pullSecret === undefined ? {} : { pullSecret }),
    ...(pool === undefined ? {} : { pool }),
    ...(tolerations === undefined ? {} : { tolerations }),
    ...(scratch.length === 0
      ? {}
      : { scratch: Object.fromEntries(scratch.map(({ path, size }) => [path, size])) }),
  };
}
