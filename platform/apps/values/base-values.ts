import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import { backupValues } from "./backup-values.ts";
import type { BaseValues } from "./base-values.gen.ts";
import { appLabels } from "./labels.ts";
import { hookValues } from "./needs/hook-values.ts";
import { needValues } from "./needs/need-values.ts";
import { baseNetworkOf } from "./network/base-network.ts";
import { nodePlacement } from "./node-placement.ts";
import { quotaValues } from "./quota-values.ts";
import { volumeValues } from "./volume-values.ts";

/** Values of the chart `app-base`. */
export function baseValues(app: App, platform: PlatformFacts): BaseValues {
  const placement = nodePlacement(app, platform);
  const hook = hookValues(app);
  const network = baseNetworkOf(app, platform);
  return {
    name: app.name,
    labels: appLabels(app),
    ...(app.owner === undefined ? {} : { owner: app.owner }),
    ...(platform.quota === undefined ? {} : { quota: quotaValues(platform.quota) }),
    ...(placement === undefined ? {} : { placement }),
    ...(app.volumes.length === 0 ? {} : { volumes: volumeValues(app) }),
    ...needValues(app, platform),
    ...copiesOf(app, platform),
    ...(hook === undefined ? {} : { hook }),
    ...(network === undefined ? {} : { network }),
  };
}

/** A Schedule that was there before has to hear that there shall be no more copies, where k8up knows Schedules. */
function copiesOf(app: App, platform: PlatformFacts): Pick<BaseValues, "backup" | "noBackup"> {
  if (app.backup !== undefined) return { backup: backupValues(app, app.backup, platform) };
  return app.volumes.length > 0 && platform.addons.includes("k8up") ? { noBackup: true } : {};
}
