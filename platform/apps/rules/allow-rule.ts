import { processEntries } from "../app-file.ts";
import { routeOf } from "../route.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Who may connect is known by addresses that the platform sees. */
export const allowRule: AppRule = {
  reads: ["port", "http", "processes", "jobs", "command", "args", "network"],
  check(file, { platform }) {
    if (platform === undefined || platform.ingress.sees_clients) return [];
    return processEntries(file).flatMap((entry) => {
      const allow = routeOf(entry, file)?.allow ?? [];
      if (allow.length === 0) return [];
      return [
        wrong(
          [...entry.path, "http", "allow"],
          `would let nobody in: the platform ${platform.name} sees the address of its load balancer in place of clients'`,
          "in platform.toml: ingress_proxy_protocol_enabled = true",
        ),
      ];
    });
  },
};
