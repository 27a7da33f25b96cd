import { setTimeout as sleep } from "node:timers/promises";
import type { ServerSettings } from "../config/settings.ts";
import type { EtcdMember } from "../etcd-client.ts";
import { FatalError, type Logger } from "../log.ts";
import { connectWithRetries, type SupervisorClient, serverUrl } from "../supervisor-client.ts";
import { parseToken } from "../token.ts";
import { type BootstrapFiles, writeBootstrapFiles } from "./bootstrap-files.ts";
import { type EtcdStart, peerUrl } from "./component-flags.ts";
import { etcdClientAt, etcdMemberName } from "./etcd.ts";
import type { ServerFiles } from "./files.ts";
import type { AgentConfig } from "./routes.ts";

/**
 * Fetches the cluster's identity from the server that `server:` names and writes it to disk.
 * Waits for that server as long as it takes.
 *
 * @throws FatalError when the servers are not configured alike
 */
export async function joinCluster(
  settings: ServerSettings,
  server: string,
  files: ServerFiles,
  log: Logger,
): Promise<SupervisorClient> {
  const url = serverUrl(server).origin;
  const peer = await connectWithRetries(() => [url], parseToken(settings.token), "server", log);
  const config = JSON.parse(await peer.request("/v1-k3s/config")) as AgentConfig;
  const differing = mismatches(settings.critical, config.Critical);
  if (differing.length > 0) {
    throw new FatalError(
      `starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers: ${differing.join(", ")}`,
    );
  }
  const bootstrap = JSON.parse(await peer.request("/v1-k3s/server-bootstrap")) as BootstrapFiles;
  writeBootstrapFiles(files, bootstrap);
  log.info(`Managed etcd cluster not yet initialized: joining through ${url}`);
  return peer;
}

/** The flags that two servers have differently, each with both values. */
export function mismatches(
  own: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(own), ...Object.keys(theirs)])].sort();
  return names
    .filter((name) => own[name] !== theirs[name])
    .map((name) => `${name} (here ${own[name]}, there ${theirs[name]})`);
}

/** What to do about membership before etcd starts for the first time. */
export type JoinPlan =
  | { readonly kind: "add" }
  /** An earlier attempt was added but has never started. */
  | { readonly kind: "added" }
  | { readonly kind: "refuse"; readonly reason: string };

/** Decides as k3s does (join in pkg/etcd/etcd.go). `name` is this member's, `node` its node's. */
export function planJoin(members: readonly EtcdMember[], name: string, node: string, url: string): JoinPlan {
  const nodeOf = (member: string) => member.slice(0, Math.max(member.lastIndexOf("-"), 0)) || member;
  if (
    members.some(
      (member) => (member.name ?? "") !== "" && member.name !== name && nodeOf(member.name ?? "") === node,
    )
  ) {
    return { kind: "refuse", reason: "duplicate node name found, please use a unique name for this node" };
  }
  const here = members.find((member) => member.peerURLs.includes(url));
  if (here === undefined) return { kind: "add" };
  if ((here.name ?? "") === "" || here.name === name) return { kind: "added" };
  return {
    kind: "refuse",
    reason: `etcdserver: Peer URLs already exists: ${url} still belongs to member ${here.name}`,
  };
}

/** Makes this server a learner of the cluster. Its etcd must start at once: no other server can join until it is promoted. */
export async function joinEtcd(
  settings: ServerSettings,
  files: ServerFiles,
  peer: SupervisorClient,
  log: Logger,
): Promise<EtcdStart> {
  const name = etcdMemberName(files, settings.name);
  const url = peerUrl(settings.ip);
  const { members } = JSON.parse(await peer.request("/db/info")) as { members: EtcdMember[] };
  const plan = planJoin(members, name, settings.name, url);
  if (plan.kind === "refuse") throw new FatalError(`ETCD join failed: ${plan.reason}`);
  const others = members.filter((member) => !member.peerURLs.includes(url));
  const cluster = [...others.map((member) => `${member.name}=${member.peerURLs[0]}`), `${name}=${url}`];
  if (plan.kind === "add") {
    log.info(`Adding member ${name}=${url} to etcd cluster [${cluster.slice(0, -1).join(" ")}]`);
    await addLearner(files, others, url, log);
  }
  log.info(`Starting etcd for cluster [${cluster.join(" ")}]`);
  return { name, cluster, state: "existing" };
}

/**
 * Tries each voter. etcd refuses new members for some seconds after it started, and a second learner before the first
 * was promoted: k3s waits for both as long as it takes.
 */
async function addLearner(
  files: ServerFiles,
  members: readonly EtcdMember[],
  url: string,
  log: Logger,
): Promise<void> {
  let problem = "no member of the cluster has an address";
  for (let tries = 0; ; tries++) {
    for (const member of members) {
      const endpoint = member.clientURLs?.[0];
      if (member.isLearner === true || endpoint === undefined) continue;
      try {
        return await etcdClientAt(files, endpoint).addLearner(url);
      } catch (error) {
        problem = (error as Error).message;
      }
    }
    if (!/unhealthy cluster|too many learner members/.test(problem)) break;
    if (tries % 10 === 0) log.info(`Waiting for other members to finish joining etcd cluster: ${problem}`);
    await sleep(1000);
  }
  throw new FatalError(`ETCD join failed: ${problem}`);
}
