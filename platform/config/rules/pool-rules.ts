import type { Problem } from "../diagnostic.ts";
import { formatFound } from "../diagnostic.ts";
import { cidr } from "../ipv4.ts";
import type { PlatformConfig } from "../platform-config.gen.ts";
import { agents, MAX_SERVERS } from "../topology.ts";
import { freeBlockHint, heldByOthers } from "./address-rules.ts";

/** Pools have a usable name and one way of getting addresses; generations name nodes that can exist. */
export function poolRules(config: PlatformConfig): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  config.pools.forEach((pool, p) => {
    const at = (...rest: (string | number)[]) => ["pools", p, ...rest];
    if (pool.name === "cp") {
      problems.push({
        severity: "error",
        path: at("name"),
        message: "must not be cp, which names the control plane nodes",
        found: formatFound(pool.name),
      });
    }
    const other = seen.get(pool.name);
    if (other !== undefined) {
      problems.push({
        severity: "error",
        path: at("name"),
        message: `must be used once; pools[${other}] has it already`,
        found: formatFound(pool.name),
      });
    }
    seen.set(pool.name, seen.get(pool.name) ?? p);
    if (pool.ip_start !== undefined && pool.ips !== undefined) {
      problems.push({
        severity: "error",
        path: at("ips"),
        message: "cannot be combined with ip_start; keep one of them",
      });
    } else if (pool.ip_start === undefined && pool.ips === undefined) {
      problems.push({
        severity: "error",
        path: at("ip_start"),
        message: "is required: the first address of the pool's fixed block",
        found: "nothing",
        hint: freeBlockHint(cidr(config.network.cidr), heldByOthers(config), pool.count),
      });
    } else if (pool.ips !== undefined && pool.ips.length < pool.count) {
      problems.push({
        severity: "error",
        path: at("ips"),
        message: `must list at least ${pool.count} addresses, one for each of count`,
        found: String(pool.ips.length),
      });
    }
    for (const slot of Object.keys(pool.generations)) {
      if (slot.startsWith(`${pool.name}-`) && /^[1-9][0-9]*$/.test(slot.slice(pool.name.length + 1)))
        continue;
      problems.push({
        severity: "error",
        path: at("generations", slot),
        atKey: true,
        message: `must name a node of this pool, such as ${pool.name}-1`,
      });
    }
    for (const key of Object.keys(pool.labels)) problems.push(...labelKeyProblems(at("labels", key), key));
  });
  for (const slot of Object.keys(config.control_plane.generations)) {
    const number = Number(/^cp-([1-9])$/.exec(slot)?.[1] ?? 0);
    if (number >= 1 && number <= MAX_SERVERS) continue;
    problems.push({
      severity: "error",
      path: ["control_plane", "generations", slot],
      atKey: true,
      message: `must name a control plane node, cp-1 to cp-${MAX_SERVERS}`,
    });
  }
  for (const key of Object.keys(config.control_plane.labels)) {
    problems.push(...labelKeyProblems(["control_plane", "labels", key], key));
  }
  if (agents(config).length === 0 && !config.control_plane.schedulable) {
    problems.push({
      severity: "warning",
      path: ["pools"],
      message:
        "no node takes apps: add a [[pools]] entry with a count, or set control_plane.schedulable = true",
    });
  }
  return problems;
}

const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const OWN_LABELS = ["k3s-upgrade", "loco.dev/pool"];

/**
 * A kubelet refuses to give itself most labels of kubernetes.io and k8s.io.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
function labelKeyProblems(path: Problem["path"], key: string): Problem[] {
  const problem = (message: string): Problem[] => [{ severity: "error", path, atKey: true, message }];
  if (!LABEL_KEY.test(key)) return problem("must be a Kubernetes label key such as team or example.com/team");
  if (OWN_LABELS.includes(key)) return problem("is set by Loco itself; choose another key");
  const namespace = key.includes("/") ? (key.split("/")[0] ?? "") : "";
  const reserved = ["kubernetes.io", "k8s.io"].some(
    (name) => namespace === name || namespace.endsWith(`.${name}`),
  );
  if (reserved && namespace !== "node.kubernetes.io" && !namespace.endsWith(".node.kubernetes.io")) {
    return problem(
      `is in ${namespace}, where a node may not label itself; use a key of your own such as ${key.replace(namespace, "example.com")}`,
    );
  }
  return [];
}
