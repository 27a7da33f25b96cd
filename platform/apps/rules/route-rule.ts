import type { Problem } from "../../config/diagnostic.ts";
import { addresses } from "../addresses.ts";
import { processEntries } from "../app-file.ts";
import { routeOf } from "../route.ts";
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
