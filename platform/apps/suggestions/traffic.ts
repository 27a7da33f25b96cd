import { parseDuration } from "../../config/duration.ts";
import type { AppFile } from "../app-file.gen.ts";
import { processEntries } from "../app-file.ts";
import { routeOf } from "../route.ts";
import { type Advice, type SuggestionRule, set } from "./suggestion.ts";

const many = (replicas: AppFile["replicas"]): boolean =>
  typeof replicas === "number" ? replicas > 1 : replicas.max > 1;

const routed = (file: AppFile) =>
  processEntries(file).flatMap((entry) => {
    const route = routeOf(entry, file);
    return route === undefined ? [] : [{ ...entry, route }];
  });

export const notSticky: SuggestionRule = {
  name: "not-sticky",
  gain: "safer",
  check: (file) =>
    routed(file)
      .filter(({ route, keys }) => route.sticky && many(keys.replicas))
      .map(
        ({ name, path }): Advice => ({
          path: [...path, "http", "sticky"],
          why: `Who is tied to one replica of ${name} loses the session with it, at each release. Kept in a need (redis, a database), sessions outlive replicas, and load spreads evenly.`,
          changes: [set([...path, "http", "sticky"], undefined)],
          adapt: "first keep sessions outside of the containers",
        }),
      ),
};

export const encrypted: SuggestionRule = {
  name: "encrypted",
  gain: "safer",
  // What Polaris calls tlsSettingsMissing.
  check: (file, { said }) =>
    routed(file)
      .filter(({ route, path }) => route.tls.kind === "off" && said([...path, "http", "tls"]))
      .map(
        ({ name, path }): Advice => ({
          path: [...path, "http", "tls"],
          why: `Everybody on the way reads what ${name} and its visitors say, cookies included. The platform gets and renews certificates by itself.`,
          changes: [set([...path, "http", "tls"], undefined)],
        }),
      ),
};

/** The signal to end comes so long after the replica gets no new requests. */
const DRAIN = 5;

export const timeToFinish: SuggestionRule = {
  name: "time-to-finish",
  gain: "safer",
  check: (file, { said }) => {
    const slowest = routed(file)
      .map(({ route, path }) => ({ timeout: route.timeout, path: [...path, "http", "timeout"] }))
      .sort((a, b) => b.timeout - a.timeout)[0];
    const at = ["deploy", "shutdown"];
    // Both by default is the platform's choice: few requests take as long as they may.
    if (slowest === undefined || !(said(slowest.path) || said(at))) return [];
    const needed = slowest.timeout + DRAIN;
    const { shutdown, timeout } = file.deploy;
    if ((parseDuration(shutdown) ?? needed) >= needed) return [];
    const longer =
      needed >= (parseDuration(timeout) ?? 0) ? [set(["deploy", "timeout"], `${needed * 2}s`)] : [];
    return [
      {
        path: at,
        why: `A request may take ${slowest.timeout}s, and a container is killed after ${shutdown}: a slow request ends in an error at each release.`,
        changes: [set(at, `${needed}s`), ...longer],
      },
    ];
  },
};

const HOST_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s]*@)?([a-z0-9.-]+\.[a-z]{2,})(?::([0-9]+))?(?:[/?#]|$)/;
const PORTS: Readonly<Record<string, number>> = {
  amqp: 5672,
  amqps: 5671,
  http: 80,
  https: 443,
  mysql: 3306,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  smtp: 587,
  smtps: 465,
};

/** Hosts that the file's own variables name. */
function namedHosts(file: AppFile): string[] {
  const envs = [
    file.env,
    ...processEntries(file).map(({ keys }) => keys.env),
    ...Object.values(file.jobs).map(({ env }) => env),
  ];
  const found = envs.flatMap((env) =>
    Object.values(env).flatMap((value) => {
      const [whole, host, port] = HOST_IN_URL.exec(String(value)) ?? [];
      const usual = PORTS[whole?.split("://")[0] ?? ""];
      const at = port ?? usual;
      return host === undefined || at === undefined || host.endsWith(".local") ? [] : [`${host}:${at}`];
    }),
  );
  return [...new Set(found)].sort();
}

export const knownDestinations: SuggestionRule = {
  name: "known-destinations",
  gain: "safer",
  // What Polaris calls missingNetworkPolicy: ours has one always, and only its way out is open.
  check: (file, { platform }) => {
    if (file.network.to !== undefined || platform?.addons.includes("cilium") === false) return [];
    const external = Object.values(file.needs).some(({ type }) => type === "external");
    return [
      {
        path: ["network", "to"],
        why: "The app may connect to everything outside of the cluster, and so may whoever breaks into it.",
        changes: [set(["network", "to"], namedHosts(file))],
        adapt: `list what it calls beside its needs${external ? ", and where its external needs are" : ""}; host names want the addon cilium`,
      },
    ];
  },
};
