import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { CloudstackClient } from "../../cloudstack/client.ts";
import type { Cluster } from "./cluster.ts";
import { type Finding, KINDS, type Kind } from "./finding.ts";
import { leaveCluster, leavingOrder } from "./leave-cluster.ts";

/** An orphan that could not be deleted, and CloudStack's words why. */
export interface Failure {
  readonly finding: Finding;
  readonly problem: string;
}

/** Machines are destroyed a few at a time: each is a job of seconds to minutes. */
const AT_ONCE = 4;

const COMMANDS: Readonly<Record<Exclude<Kind, "volume">, string>> = {
  "balancer rule": "deleteLoadBalancerRule",
  "firewall rule": "deleteFirewallRule",
  "egress rule": "deleteEgressFirewallRule",
  machine: "destroyVirtualMachine",
  "affinity group": "deleteAffinityGroup",
  address: "disassociateIpAddress",
  network: "deleteNetwork",
};

/** CloudStack's words for something that is not there, which is what was wanted. */
const GONE = /entity does not exist|Unable to find/;

/** How orphans are deleted. */
export interface Deletion {
  readonly run: CloudstackClient["run"];
  /** platform.toml's: without it CloudStack keeps destroyed machines for a while, and their network until then. */
  readonly expunge: boolean;
  readonly progress: (detail: string) => void;
}

/** Deletes orphans that no cluster counts on, kind after kind, a few machines at a time; goes on after a failure. */
export async function deleteOrphans(
  deletion: Deletion,
  orphans: readonly Finding[],
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const kind of KINDS) {
    if (kind === "volume") continue;
    const left = orphans.filter((orphan) => orphan.kind === kind);
    const work = async () => {
      for (let finding = left.shift(); finding !== undefined; finding = left.shift()) {
        const problem = await deleteOrphan(deletion, kind, finding);
        if (problem !== undefined) failures.push({ finding, problem });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  return failures;
}

/** CloudStack's words when it does not delete an object that is there. */
async function deleteOrphan(
  { run, expunge, progress }: Deletion,
  kind: Exclude<Kind, "volume">,
  { id, name }: Finding,
): Promise<string | undefined> {
  progress(`${kind} ${name}`);
  try {
    await run(COMMANDS[kind], { id, ...(kind === "machine" && expunge ? { expunge: true } : {}) });
    return undefined;
  } catch (error) {
    const problem = wordsOf(error);
    return GONE.test(problem) ? undefined : problem;
  }
}

/**
 * Deletes machines that run as servers of a cluster, one after the other: the Node and its vote first. All or none are
 * begun with, and after a failure the rest stays: each counts for etcd's majority.
 */
export async function deleteServers(
  deletion: Deletion,
  cluster: Cluster,
  servers: readonly Finding[],
): Promise<readonly Failure[]> {
  const kept = (findings: readonly Finding[], problem: string) =>
    findings.map((finding) => ({ finding, problem }));
  if (servers.length === 0) return [];
  let order: readonly string[];
  try {
    deletion.progress("asking the Kubernetes API who votes");
    order = leavingOrder(
      await cluster.nodes(),
      servers.map(({ name }) => name),
    );
  } catch (error) {
    return kept(servers, `kept: ${wordsOf(error)}${adviceFor(error)}`);
  }
  const left = [...servers].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  for (let finding = left.shift(); finding !== undefined; finding = left.shift()) {
    deletion.progress(`Node ${finding.name}`);
    const problem = await leaveCluster(cluster, finding.name).then(
      () => deleteOrphan(deletion, "machine", finding as Finding),
      (error) => `kept: ${wordsOf(error)}`,
    );
    if (problem !== undefined) {
      return [{ finding, problem }, ...kept(left, `kept: ${finding.name} comes first`)];
    }
  }
  return [];
}

/**
 * Deletes the Nodes of machines that are gone, which nobody else does (ADR 0010). A cluster that does not answer keeps them:
 * `loco platform status` names them.
 */
export async function deleteNodesOf(cluster: Cluster, machines: readonly Finding[]): Promise<void> {
  const names = machines.map(({ name }) => name);
  try {
    const joined = (await cluster.nodes()).filter(({ name }) => names.includes(name));
    for (const { name } of joined) await cluster.deleteNode(name);
  } catch {
    // See above.
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Without an answer nobody knows whether the machine votes. */
function adviceFor(error: unknown): string {
  const isSilent = error instanceof LocoError && error.code === "API_UNREACHABLE";
  return isSilent
    ? ". It may vote in etcd, so it goes only after its Node: try again when the API answers. If the cluster is lost anyway, add --without-api"
    : "";
}
