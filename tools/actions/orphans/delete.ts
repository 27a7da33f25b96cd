import type { CloudstackClient } from "../../cloudstack/client.ts";
import { type Finding, KINDS, type Kind } from "./finding.ts";

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

/**
 * Deletes orphans, kind after kind, and goes on after a failure. `expunge` is platform.toml's: without it CloudStack keeps
 * destroyed machines for a while, and their network cannot be deleted until then.
 */
export async function deleteOrphans(
  run: CloudstackClient["run"],
  orphans: readonly Finding[],
  expunge: boolean,
  progress: (detail: string) => void,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const kind of KINDS) {
    if (kind === "volume") continue;
    const left = orphans.filter((orphan) => orphan.kind === kind);
    const work = async () => {
      for (let finding = left.shift(); finding !== undefined; finding = left.shift()) {
        progress(`${kind} ${finding.name}`);
        const args = { id: finding.id, ...(kind === "machine" && expunge ? { expunge: true } : {}) };
        try {
          await run(COMMANDS[kind], args);
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          if (!GONE.test(problem)) failures.push({ finding, problem });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  return failures;
}
