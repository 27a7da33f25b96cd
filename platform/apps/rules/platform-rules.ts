import { parseDestination } from "../../config/destination.ts";
import { formatFound, type Problem } from "../../config/diagnostic.ts";
import { processEntries } from "../app-file.ts";
import { closedTo, isWithin } from "../closed-ranges.ts";
import { DATASTORES, isDatastore } from "../needs.ts";
import { routeOf } from "../route.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** What a feature of an app needs of the platform. */
export const turnOn = (addon: string) => `in platform.toml: [addons.${addon}] enabled = true`;

/** Logs are kept, and for one of the platform's classes. */
export const logsRule: AppRule = {
  reads: ["logs"],
  check({ logs }, { platform }) {
    if (platform === undefined) return [];
    const { classes } = platform.log_retention;
    const { retention_period: period, structured } = logs;
    if (classes.length === 0) {
      const said = [
        ...(period === undefined ? [] : ["retention_period"]),
        ...(structured ? ["structured"] : []),
      ];
      const why = `has no effect: the platform ${platform.name} keeps no logs`;
      return said.map((key) => wrong(["logs", key], why, turnOn("loki")));
    }
    if (period === undefined || classes.includes(period)) return [];
    return [
      {
        ...wrong(
          ["logs", "retention_period"],
          `must be one of the platform's classes: ${classes.join(", ")}`,
        ),
        found: formatFound(period),
      },
    ];
  },
};

/** The app's pool is one of the platform's. */
export const poolRule: AppRule = {
  reads: ["pool"],
  check({ pool }, { platform }) {
    if (platform === undefined || pool === undefined) return [];
    const names = platform.pools.map(({ name }) => name);
    if (names.includes(pool)) return [];
    const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    return [
      {
        ...wrong(["pool"], `is not a pool of the platform ${platform.name}; ${known}`),
        found: formatFound(pool),
      },
    ];
  },
};

/** Pods are called by name, and nobody but nodes asks for their user data. */
export const closedRangesRule: AppRule = {
  reads: ["network", "needs"],
  check({ network, needs }, { platform }) {
    if (platform === undefined) return [];
    const closed = (path: Problem["path"], range: string, found: string, named: string): Problem[] =>
      closedTo(platform.network)
        .filter(({ cidr }) => isWithin(range, cidr))
        .slice(0, 1)
        .map(({ what, instead = named }) => ({
          ...wrong(path, `is in ${what}`, instead),
          found: formatFound(found),
        }));
    return [
      ...(network.to ?? []).flatMap((to, i) => {
        const place = parseDestination(to);
        return place?.kind === "cidr"
          ? closed(["network", "to", i], place.cidr, to, "name the app: app:<name>")
          : [];
      }),
      ...Object.entries(needs).flatMap(([name, { endpoint }]) => {
        const host = endpoint === undefined ? "" : new URL(endpoint).hostname;
        if (!/^[0-9.]+$/.test(host)) return [];
        return closed(["needs", name, "endpoint"], `${host}/32`, endpoint ?? "", SERVICE);
      }),
    ];
  },
};

const SERVICE = "name the Service: http://<process>.<app>.svc";

/** What the app uses is on the platform. */
export const addonRule: AppRule = {
  reads: [
    "port",
    "http",
    "processes",
    "jobs",
    "command",
    "args",
    "metrics",
    "alerts",
    "scalers",
    "needs",
    "volumes",
    "backup",
    "network",
  ],
  check(file, { platform, said }) {
    if (platform === undefined) return [];
    const missing = (path: Problem["path"], what: string, addon: string): Problem[] =>
      platform.addons.includes(addon)
        ? []
        : [
            wrong(
              path,
              `needs the addon ${addon} for ${what}, which the platform ${platform.name} does not have`,
              turnOn(addon),
            ),
          ];
    return [
      ...processEntries(file).flatMap((entry) => {
        const route = routeOf(entry, file);
        if (route === undefined) return [];
        return [
          ...missing([...entry.path, "port"], "requests from outside", "traefik"),
          ...(route.tls.kind === "auto"
            ? missing(
                [...entry.path, ...(said([...entry.path, "http", "tls"]) ? ["http", "tls"] : ["port"])],
                "certificates",
                "cert-manager-issuers",
              )
            : []),
        ];
      }),
      ...processEntries(file).flatMap(({ keys, path }) => [
        ...(keys.scalers === undefined
          ? []
          : missing([...path, "scalers"], "numbers to scale by", "metrics-server")),
      ]),
      ...Object.entries(file.needs).flatMap(([name, { type, backup }]) => {
        if (!isDatastore(type)) return [];
        const { addon, backup: copied = [] } = DATASTORES[type];
        return [
          ...missing(["needs", name, "type"], type, addon),
          ...(backup === undefined
            ? []
            : copied.flatMap((each) => missing(["needs", name, "backup"], "backups", each))),
        ];
      }),
      ...(file.backup === undefined ? [] : missing(["backup"], "backups", "k8up")),
      ...(file.network.to ?? []).flatMap((to, i) =>
        parseDestination(to)?.kind === "host" ? missing(["network", "to", i], "host names", "cilium") : [],
      ),
      ...(file.metrics === undefined ? [] : missing(["metrics"], "collecting metrics", "vmagent")),
      ...Object.keys(file.alerts)
        .slice(0, 1)
        .flatMap(() => missing(["alerts"], "alerts", "vmalert")),
    ];
  },
};
