import { table } from "../../console/table.ts";
import { type NextPlan, nextPlan, refusedSettings } from "./list-plan.ts";
import type { ObservedPlatform } from "./observe.ts";
import { machineWord, troublesOf } from "./observe-life.ts";

/** Columns of a terminal that a table should fit into. */
const WIDTH = 120;

/** One node as `loco nodes --json` prints it. */
export interface ListedNode {
  readonly slot: string;
  readonly role: "server" | "agent";
  readonly pool?: string;
  /** The name that it runs under, or would get: VM, hostname and Kubernetes node. */
  readonly name: string;
  /** What runs and what platform.toml has; absent where there is none. */
  readonly generation: { readonly recorded?: number; readonly declared?: number };
  readonly ip: string;
  readonly version?: string;
  /** CloudStack's word, `gone` when CloudStack does not know the machine, absent when it has none or is unknown. */
  readonly machine?: string;
  readonly host?: string;
  /** Absent when it has not joined, or the API does not answer. */
  readonly ready?: boolean;
  readonly cordoned?: boolean;
  readonly etcd?: "voter" | "learner";
  /** What is wrong with it, in words. */
  readonly troubles: readonly string[];
  readonly nextPlan: NextPlan;
}

/** What `loco nodes` shows of each node. */
export function listNodes(platform: ObservedPlatform): ListedNode[] {
  return platform.nodes.map((node): ListedNode => {
    const { slot, role, pool, declared, recorded, kubernetes } = node;
    const machine = machineWord(node, platform);
    return {
      slot,
      role,
      ...(pool === undefined ? {} : { pool }),
      name: recorded?.name ?? declared?.name ?? slot,
      generation: {
        ...(recorded === undefined ? {} : { recorded: recorded.generation }),
        ...(declared === undefined ? {} : { declared: declared.generation }),
      },
      ip: recorded?.ip ?? declared?.ip ?? "",
      ...(machine === undefined ? {} : { machine }),
      ...(node.machine?.host === undefined ? {} : { host: node.machine.host }),
      ...(kubernetes === undefined
        ? {}
        : {
            version: kubernetes.version,
            ready: kubernetes.ready,
            cordoned: !kubernetes.schedulable,
            ...(kubernetes.etcd === undefined ? {} : { etcd: kubernetes.etcd }),
          }),
      troubles: troublesOf(node, platform),
      nextPlan: nextPlan(node, platform),
    };
  });
}

/** The table of `loco nodes`, and under it what needs more words than a cell has. */
export function formatNodes(platform: ObservedPlatform): string {
  const nodes = listNodes(platform);
  const named = nodeTable(nodes, platform, "NAME", ({ name }) => name);
  const fits = named.split("\n").every((line) => line.length <= WIDTH);
  // The name is platform, node and generation, so the generation says as much in less.
  const shown = fits
    ? named
    : nodeTable(nodes, platform, "GENERATION", ({ name }) => /g\d+$/.exec(name)?.[0] ?? "");
  const remarks = [...nodes.flatMap(nodeRemarks), ...platformRemarks(platform, nodes)];
  return remarks.length === 0 ? shown : `${shown}\n\n${remarks.join("\n")}`;
}

function nodeTable(
  nodes: readonly ListedNode[],
  { api, cloud, state }: ObservedPlatform,
  title: string,
  name: (node: ListedNode) => string,
): string {
  // What was never deployed has nothing to be unknown.
  const isKnown = ({ generation }: ListedNode, reachable: boolean) =>
    reachable || (state.problem === undefined && generation.recorded === undefined);
  const rows = nodes.map((node) => [
    node.slot,
    node.role,
    name(node),
    node.version || (isKnown(node, api.reachable) ? "-" : "?"),
    node.ip,
    node.machine ?? (isKnown(node, cloud.reachable) ? "-" : "?"),
    health(node) ?? (isKnown(node, api.reachable) ? notJoined(node) : "?"),
    node.nextPlan.action,
  ]);
  return table(["NODE", "ROLE", title, "K3S", "ADDRESS", "MACHINE", "HEALTH", "NEXT PLAN"], rows);
}

function health({ ready, etcd, cordoned }: ListedNode): string | undefined {
  if (ready === undefined) return undefined;
  return [
    ready ? "Ready" : "NotReady",
    ...(etcd === undefined ? [] : [etcd]),
    ...(cordoned ? ["cordoned"] : []),
  ].join(", ");
}

const notJoined = ({ generation }: ListedNode) => (generation.recorded === undefined ? "-" : "not joined");

function nodeRemarks({ slot, troubles, nextPlan }: ListedNode): string[] {
  const { action, why, command } = nextPlan;
  const plan =
    action === "nothing" || why === undefined
      ? []
      : [`${action}: ${why}${command === undefined ? "" : `: ${command}`}`];
  return [...troubles, ...plan].map((words) => `${slot}: ${words}`);
}

function platformRemarks(platform: ObservedPlatform, nodes: readonly ListedNode[]): string[] {
  const { api, cloud, state, strangers, strangerMachines } = platform;
  const settings = refusedSettings(platform);
  const refused = settings.length > 0 || nodes.some(({ nextPlan }) => nextPlan.action === "refused");
  return [
    ...settings.map((key) => `refused: ${key} cannot change any more; put it back`),
    ...(refused ? ["A refused plan changes nothing at all, so nothing else is deployed until then."] : []),
    ...strangers.map(
      ({ name, ready }) =>
        `${name}: a Node that is ${ready ? "Ready" : "NotReady"} and no node of this platform`,
    ),
    ...strangerMachines.map(
      ({ name, state }) => `${name}: a machine (${state}) that is not in state; see npx loco orphans`,
    ),
    ...(state.problem === undefined ? [] : [`state unknown: ${state.problem}`]),
    ...(api.problem === undefined || state.deployed === false ? [] : [`Kubernetes unknown: ${api.problem}`]),
    ...(cloud.problem === undefined ? [] : [`machines unknown: ${cloud.problem}`]),
  ];
}
