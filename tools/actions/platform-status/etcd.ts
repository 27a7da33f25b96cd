import { FOUNDER } from "../../../platform/cluster/cloud-init/user-data.ts";
import type { ObservedPlatform } from "../nodes/observe.ts";
import { isDown } from "../nodes/observe-life.ts";
import { kubernetesNodes, majority, votersOf } from "../nodes/quorum.ts";
import type { StatusLine } from "./status.ts";

/**
 * Whether etcd has its majority, and what it can still lose. Members count as long as etcd knows them, their Node's slot
 * replaced or not.
 */
export function etcdStatus(platform: ObservedPlatform): StatusLine {
  const { api, nodes, strangers } = platform;
  if (!api.reachable) return withoutApi(platform);
  const voters = votersOf(kubernetesNodes(platform));
  const stale = nodes.filter((node) => isDown(node, platform)).map(({ kubernetes }) => kubernetes?.name);
  const healthy = voters.filter(({ name, healthy }) => healthy && !stale.includes(name));
  const known = [...nodes.flatMap(({ kubernetes }) => kubernetes ?? []), ...strangers];
  const waiting = known
    .filter(({ name, server }) => server && !voters.some((voter) => voter.name === name))
    .map(({ name, etcd }) => `${name} ${etcd === "learner" ? "is still a learner" : "does not vote"}`);
  const spare = spareWords(healthy.length - majority(voters.length), voters.length);
  // A member that was removed with its Node takes its vote along, and its share of the majority.
  const servers = nodes.filter(
    ({ role, declared, recorded }) => role === "server" && (declared && recorded) !== undefined,
  );
  const whole = healthy.length >= Math.max(voters.length, servers.length) && waiting.length === 0;
  const level = whole ? "ok" : "problem";
  const count = `${healthy.length} of ${voters.length}`;
  if (!known.some(({ etcd }) => etcd !== undefined)) {
    const text = `${count} servers healthy, and k3s has not said yet which of them vote; if all do, ${spare}`;
    return { topic: "etcd", level: whole ? "warning" : "problem", text };
  }
  const fewer =
    voters.length + waiting.length < servers.length
      ? [`there should be ${servers.length}, one on each server of platform.toml`]
      : [];
  const remarks = [...fewer, ...waiting];
  return { topic: "etcd", level, text: `${count} voting members healthy; ${spare}`, remarks };
}

function spareWords(spare: number, voters: number): string {
  if (spare < 0) return "fewer than its majority, so it accepts no writes";
  if (spare > 0) return `${spare} more may fail`;
  return voters === 1 ? "the only server: if it fails, the API is down" : "none may fail any more";
}

/** Without the API, how many servers run is all that is known; a running one need not be healthy. */
function withoutApi(platform: ObservedPlatform): StatusLine {
  const { nodes, cloud, state } = platform;
  const topic = "etcd";
  const servers = nodes.filter(
    ({ role, declared, recorded }) =>
      role === "server" && (state.problem === undefined ? recorded : declared) !== undefined,
  );
  if (!cloud.reachable || servers.length === 0) return { topic, level: "problem", text: "unknown" };
  const running = servers.filter((node) => node.machine !== undefined && !isDown(node, platform)).length;
  const needed = majority(servers.length);
  const text = `unknown; ${running} of ${servers.length} servers are Running in CloudStack, it needs ${needed}`;
  const enough = [
    "look at the servers' consoles, and whether this machine's address is in api_lb_allowed_cidrs",
    ...lateStart(platform),
  ];
  return { topic, level: "problem", text, remarks: running < needed ? [] : enough };
}

/** Said while the first server is the one that was to start the cluster, and its time to do so is over. */
function lateStart({ nodes, state: { birth }, at }: ObservedPlatform): string[] {
  const first = nodes.find(({ slot }) => slot === FOUNDER)?.recorded;
  if (birth === undefined || first?.generation !== birth.generation || at <= new Date(birth.initialiseUntil))
    return [];
  return [
    `${FOUNDER} could start the cluster until ${birth.initialiseUntil}: if it never did, as its console says,`,
    "nothing is lost: npx cdktf destroy platform, then deploy it again",
  ];
}
