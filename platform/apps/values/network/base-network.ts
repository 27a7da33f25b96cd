import type { App, Need } from "../../app.ts";
import { type DatastoreType, isDatastore } from "../../needs.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { hasCilium, outsideOf } from "./cluster.ts";
import { datastorePods } from "./datastore-pods.ts";

type BaseNetwork = NonNullable<BaseValues["network"]>;

/** Who connects to the pods of an app's needs, and what they connect to; none where there are none. */
export function baseNetworkOf(app: App, platform: PlatformFacts): BaseNetwork | undefined {
  const needs = Object.fromEntries(
    app.needs.flatMap((need) => (isStore(need) ? [[need.name, needOf(need)]] : [])),
  );
  const withNeeds = Object.keys(needs).length > 0;
  if (!withNeeds && app.backup === undefined) return undefined;
  const copied = app.backup !== undefined || Object.values(needs).some(({ backup }) => backup);
  return {
    ...(withNeeds ? { needs } : {}),
    ...(app.backup === undefined ? {} : { volumeBackups: true }),
    ...(copied ? { outside: outsideOf(platform) } : {}),
    // Only a policy of Cilium's can name nodes, and only it knows them.
    ...(hasCilium(platform) ? {} : { apiServers: platform.network.nodes }),
  };
}

type Store = Extract<Need, { readonly type: DatastoreType }>;

const isStore = (need: Need): need is Store => isDatastore(need.type);

function needOf({ name, type, backup }: Store): NonNullable<BaseNetwork["needs"]>[string] {
  const { labels, client, operator, ...rest } = datastorePods(name, type);
  return {
    pods: { ...labels },
    client: [...client],
    operator: { namespace: operator.namespace, ports: [...operator.ports] },
    ...rest,
    ...(backup === undefined ? {} : { backup: true }),
  };
}
