import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues } from "./app-values.gen.ts";
import { appLabels } from "./labels.ts";

type Pods = AppValues["pods"];

/** Labels that Alloy goes by. */
const RETENTION = "loco.dev/log-retention";
const FORMAT = "loco.dev/log-format";

/** What all pods of an app have in common, but for files. */
export function podValues(app: App, platform: PlatformFacts): Pods {
  const { logs, user, deploy, pullSecret, pool, scratch } = app;
  const tolerations = tolerationsOf(pool, platform);
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
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(scratch.length === 0
      ? {}
      : { scratch: Object.fromEntries(scratch.map(({ path, size }) => [path, size])) }),
  };
}

/** That pods may run in the app's pool, whatever keeps others out. */
const tolerationsOf = (pool: string | undefined, { pools }: PlatformFacts) =>
  pools.filter(({ name }) => name === pool).flatMap(({ taints }) => taints.map(toleration));

type Toleration = NonNullable<Pods["tolerations"]>[number];

/** Of a taint as `key=value:Effect`. */
function toleration(taint: string): Toleration {
  const [, key = "", value = "", effect = ""] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(taint) ?? [];
  return value === "" ? { key, operator: "Exists", effect } : { key, operator: "Equal", value, effect };
}
