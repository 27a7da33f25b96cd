import type { Problem } from "../../config/diagnostic.ts";
import { addresses } from "../addresses.ts";
import { processEntries } from "../app-file.ts";
import { isBelowWeb, routeOf } from "../route.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Two processes of an app do not answer at the same address. */
export const routeRule: AppRule = {
  reads: ["name", "network", "port", "domains", "http", "processes", "jobs", "command", "args"],
  check(file, { instance, platform }) {
    const taken = new Map<string, string>();
    return processEntries(file).flatMap((entry): Problem[] => {
      const route = routeOf(entry, file);
      if (route === undefined) return [];
      const clash = addresses(route, instance, platform?.domain).find((address) => taken.has(address));
      for (const address of addresses(route, instance, platform?.domain)) {
        if (!taken.has(address)) taken.set(address, entry.name);
      }
      if (clash === undefined) return [];
      const key = entry.keys.domains === undefined ? ["http", "path"] : ["domains"];
      return [
        wrong(
          [...entry.path, ...key],
          `takes ${clash}, which is the address of the process ${taken.get(clash)}`,
        ),
      ];
    });
  },
};

/** What is said of a process's requests has requests from outside to act on. */
export const httpRule: AppRule = {
  reads: ["network", "port", "domains", "http", "processes", "jobs", "command", "args"],
  check(file, { said }) {
    return processEntries(file).flatMap((entry): Problem[] => {
      const { name, keys, path } = entry;
      // A process without a port is told that it needs one.
      if (keys.port === undefined || !said([...path, "http"])) return [];
      const route = routeOf(entry, file);
      if (route === undefined)
        return [
          file.network.internal
            ? {
                ...wrong(
                  [...path, "http"],
                  "has no effect: network.internal keeps requests from outside away",
                ),
                severity: "warning",
                atKey: true,
              }
            : {
                ...wrong(
                  [...path, "http"],
                  "has no effect: no request from outside reaches the process",
                  ADDRESS,
                ),
                atKey: true,
              },
        ];
      const tls = [...path, "http", "tls"];
      if (!isBelowWeb(name, keys) || !said(tls)) return [];
      return [
        {
          ...wrong(
            tls,
            "has no effect: below web's addresses web's http.tls holds",
            "give it domains of its own, or say it for web: [http] tls",
          ),
          atKey: true,
        },
      ];
    });
  },
};

const ADDRESS = "give it domains of its own, or a path below web's addresses: http.path";
