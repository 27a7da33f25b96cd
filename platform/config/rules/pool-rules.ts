import { formatFound, type Problem } from "../diagnostic.ts";
import type { PlatformConfig } from "../platform-config.gen.ts";
import { MAX_SERVERS, serverAddresses } from "../topology.ts";
import { freeBlockHint } from "./address-rules.ts";
import type { Rule } from "./rule.ts";

/** There is an address for every server. */
export const serverAddressRule: Rule = {
  reads: ["network", "control_plane_ips", "control_plane_count"],
  check(config) {
    const given = serverAddresses(config).length;
    if (given >= config.control_plane_count) return [];
    return [
      {
        severity: "error",
        path: ["control_plane_ips"],
        message: `must list at least ${config.control_plane_count} addresses, one for each of control_plane_count`,
        found: String(given),
      },
    ];
  },
};

/** A pool's name is used once. */
export const poolNameRule: Rule = {
  reads: ["pools"],
  check: ({ pools }) =>
    pools.flatMap(({ name }, p): Problem[] => {
      const first = pools.findIndex((pool) => pool.name === name);
      if (first === p) return [];
      const message = `must be used once; pools[${first}] has it already`;
      return [{ severity: "error", path: ["pools", p, "name"], message, found: formatFound(name) }];
    }),
};

/** A pool has one way of getting addresses, and enough of them. */
export const poolAddressRule: Rule = {
  reads: ["network", "control_plane_ips", "pools"],
  check: (config) =>
    config.pools.flatMap((pool, p): Problem[] => {
      const problem = (key: string, rest: Omit<Problem, "severity" | "path">): Problem[] => [
        { severity: "error", path: ["pools", p, key], ...rest },
      ];
      if (pool.ip_start !== undefined && pool.ips !== undefined) {
        return problem("ips", { message: "cannot be combined with ip_start; keep one of them" });
      }
      if (pool.ip_start === undefined && pool.ips === undefined) {
        const hint = freeBlockHint(config, pool.count);
        return problem("ip_start", {
          message: "is required: the first address of the pool's fixed block",
          hint,
        });
      }
      if (pool.ips === undefined || pool.ips.length >= pool.count) return [];
      const message = `must list at least ${pool.count} addresses, one for each of count`;
      return problem("ips", { message, found: String(pool.ips.length) });
    }),
};

/** Generations name nodes that can exist. */
export const generationRule: Rule = {
  reads: ["pools", "control_plane"],
  check: ({ pools, control_plane }) => [
    ...strangers(control_plane.generations, "cp", MAX_SERVERS).map(
      (slot): Problem => ({
        severity: "error",
        path: ["control_plane", "generations", slot],
        atKey: true,
        message: `must name a control plane node, cp-1 to cp-${MAX_SERVERS}`,
      }),
    ),
    ...pools.flatMap(({ name, generations }, p) =>
      strangers(generations, name, Number.POSITIVE_INFINITY).map(
        (slot): Problem => ({
          severity: "error",
          path: ["pools", p, "generations", slot],
          atKey: true,
          message: `must name a node of this pool, such as ${name}-1`,
        }),
      ),
    ),
  ],
};

function strangers(
  generations: PlatformConfig["control_plane"]["generations"],
  group: string,
  most: number,
): string[] {
  return Object.keys(generations).filter((slot) => {
    const number = slot.startsWith(`${group}-`) ? slot.slice(group.length + 1) : "";
    return !/^[1-9][0-9]*$/.test(number) || Number(number) > most;
  });
}

/** Some node takes apps. */
export const capacityRule: Rule = {
  reads: ["pools", "control_plane"],
  check(config) {
    const unplaced = config.pools.every(({ count }) => count === 0) && !config.control_plane.schedulable;
    if (!unplaced) return [];
    return [
      {
        severity: "warning",
        path: ["pools"],
        message:
          "no node takes apps: add a [[pools]] entry with a count, or set control_plane.schedulable = true",
      },
    ];
  },
};
