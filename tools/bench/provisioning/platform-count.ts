import type { LogEntry } from "../../sandbox/cloudstack/request-log.ts";
import { type CallCount, countByName, countCalls, differences } from "./call-count.ts";
import { callsOf, jobsOf } from "./provider-calls.ts";
import { chain, longestWait, type Step } from "./steps.ts";
import { provisionersOf, resourcesOf, type SynthesisedStack } from "./synthesised.ts";

/** What the platform took from nothing to a cluster. */
export interface PlatformCount {
  readonly calls: CallCount;
  /** `queryAsyncJobResult`, not among the calls. */
  readonly polls: number;
  readonly waits: readonly string[];
  /** Commands over SSH or on the operator's machine. */
  readonly provisioners: number;
}

/** What the first server does by itself once its machine is deployed; `templates/cloud-init/bootstrap.sh.hbs`. */
const BOOT = ["first boot and cloud-init", "download of k3s", "start of k3s"];

const FIRST_SERVER = "cloudstack_instance.cp-1";

/**
 * Counts calls in the log of one deployment, and waits in the graph of its stack. The graph is trusted only as far as the
 * log bears it out: the calls that its resources should have made must be those that were made.
 */
export function countPlatform(stack: SynthesisedStack, log: readonly LogEntry[]): PlatformCount {
  const { calls, polls } = countCalls(log);
  const resources = resourcesOf(stack);
  const wrong = differences(calls, countByName(resources.flatMap(callsOf)));
  if (wrong.length > 0)
    throw new Error(`calls were made that provider-calls.ts does not explain: ${wrong.join("; ")}`);
  const steps: Step[] = [
    ...resources.flatMap((resource) => chain(resource.address, jobsOf(resource), resource.needs)),
    ...chain("boot of cp-1:", BOOT, [`${FIRST_SERVER} deployVirtualMachine`]),
    {
      id: "ready",
      needs: [
        "boot of cp-1:",
        "cloudstack_loadbalancer_rule.api-load-balancer",
        "cloudstack_firewall.api-firewall",
      ],
      wait: false,
    },
  ];
  return { calls, polls, waits: longestWait(steps, "ready"), provisioners: provisionersOf(stack) };
}
