import type { Problem } from "../diagnostic.ts";
import { cidr, overlaps } from "../ipv4.ts";
import { MAX_SERVERS } from "../topology.ts";
import type { Rule } from "./rule.ts";

/** The guest, pod and service networks are apart. */
export const networkRule: Rule = {
  reads: ["network", "k3s"],
  check(config) {
    const ranges: readonly (readonly [string, readonly [string, string], string])[] = [
      ["k3s.cluster_cidr", ["k3s", "cluster_cidr"], config.k3s.cluster_cidr],
      ["k3s.service_cidr", ["k3s", "service_cidr"], config.k3s.service_cidr],
      // Last, so that it is the one to blame: the other two have defaults that nobody wrote.
      ["network.cidr", ["network", "cidr"], config.network.cidr],
    ];
    return ranges.flatMap(([, path, text], i): Problem[] => {
      const clash = ranges.slice(0, i).find(([, , other]) => overlaps(cidr(other), cidr(text)));
      if (clash === undefined) return [];
      return [{ severity: "error", path, message: `must not overlap ${clash[0]} ${clash[2]}`, found: text }];
    });
  },
};

/** Each node takes a /24 of the pod network, kube-controller-manager's default. */
export const podNetworkRule: Rule = {
  reads: ["k3s", "pools"],
  check({ k3s, pools }) {
    const room = 2 ** Math.max(0, 24 - cidr(k3s.cluster_cidr).prefix);
    const nodes = pools.reduce((sum, { count }) => sum + count, MAX_SERVERS);
    if (cidr(k3s.cluster_cidr).prefix <= 24 && nodes <= room) return [];
    return [
      {
        severity: "error",
        path: ["k3s", "cluster_cidr"],
        message: `must have room for a /24 for each of ${nodes} nodes (five servers and every agent)`,
        found: k3s.cluster_cidr,
      },
    ];
  },
};

/** An API that the whole internet can reach is a decision, not a slip. */
export const apiAccessRule: Rule = {
  reads: ["api_lb_allowed_cidrs", "api_lb_open_to_world"],
  check(config) {
    const open = config.api_lb_allowed_cidrs.findIndex((text) => cidr(text).prefix === 0);
    if (open === -1 || config.api_lb_open_to_world) return [];
    return [
      {
        severity: "error",
        path: ["api_lb_allowed_cidrs", open],
        message: "opens the Kubernetes API to the whole internet",
        found: String(config.api_lb_allowed_cidrs[open]),
        hint: "list the networks you work from, or acknowledge it with api_lb_open_to_world = true",
      },
    ];
  },
};

/** Settings that mean nothing without another one. */
export const stateRule: Rule = {
  reads: ["state"],
  check(config) {
    const needs: Readonly<Record<string, readonly string[]>> = {
      local: [],
      s3: ["bucket"],
      http: ["address"],
      pg: [],
    };
    const takes: Readonly<Record<string, readonly string[]>> = {
      local: ["path"],
      s3: ["bucket", "key", "region", "endpoint", "use_lockfile"],
      http: ["address"],
      pg: ["schema_name"],
    };
    const { backend, ...settings } = config.state;
    const problems: Problem[] = [];
    for (const key of needs[backend] ?? []) {
      if (key in settings) continue;
      problems.push({
        severity: "error",
        path: ["state", key],
        message: `is required when state.backend is ${backend}`,
        found: "nothing",
      });
    }
    for (const key of Object.keys(settings)) {
      if (takes[backend]?.includes(key)) continue;
      problems.push({
        severity: "error",
        path: ["state", key],
        atKey: true,
        message: `has no effect when state.backend is ${backend}; remove it`,
      });
    }
    const { path } = config.state;
    if (path?.startsWith("/") || path?.split("/").includes("..")) {
      problems.push({
        severity: "error",
        path: ["state", "path"],
        message: "must be relative and stay inside the project's folder",
        found: path,
      });
    }
    return problems;
  },
};

/** A registry without endpoints, rewrite or credentials changes nothing; a name counts once. */
export const registryRule: Rule = {
  reads: ["registries"],
  check(config) {
    return config.registries.flatMap((registry, i): Problem[] => {
      if (config.registries.findIndex(({ name }) => name === registry.name) !== i) {
        return [
          {
            severity: "error",
            path: ["registries", i, "name"],
            message: "must be listed once",
            found: registry.name,
          },
        ];
      }
      if (registry.endpoints.length > 0 || registry.credentials || Object.keys(registry.rewrite).length > 0)
        return [];
      return [
        {
          severity: "error",
          path: ["registries", i],
          message: "changes nothing: give it endpoints, a rewrite or credentials",
        },
      ];
    });
  },
};
