import type { App } from "../../app.ts";
import { isDatastore } from "../../needs.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { hasCilium, outsideOf } from "./cluster.ts";
import { datastorePods } from "./datastore-pods.ts";

/** Who connects to the pods of an app's needs, and what they connect to. */
export function baseNetworkOf(app: App, platform: PlatformFacts): BaseValues["network"] {
  const needs = Object.fromEntries(
    app.needs.flatMap((need) => {
      if (!isDatastore(need.type)) return [];
      const { labels, client, operator, ...rest } = datastorePods(need.name, need.type);
      return [
        [
          need.name,
          {
            pods: { ...labels },
            client: [...client],
            operator: { namespace: operator.namespace, ports: [...operator.ports] },
            ...rest,
            ...("backup" in need && need.backup !== undefined ? { backup: true as const } : {}),
          },
        ],
      ];
    }),
  );
  const copied =
    app.backup !== undefined || app.needs.some((need) => "backup" in need && need.backup !== undefined);
  return {
    needs,
    ...(app.backup === undefined ? {} : { volumeBackups: true }),
    ...(copied ? { outside: outsideOf(platform) } : {}),
    // Only a policy of Cilium's can name nodes, and only it knows them.
    ...(hasCilium(platform) ? {} : { apiServers: platform.network.nodes }),
  };
}
