import { nextPlan, refusedSettings } from "../nodes/list-plan.ts";
import type { ObservedNode, ObservedPlatform } from "../nodes/observe.ts";
import { isDown, isReady, machineWord, troublesOf } from "../nodes/observe-life.ts";
import { etcdStatus } from "./etcd.ts";
import { versionStatus } from "./versions.ts";

/**
 * One line of `loco platform status`. ok: as it should be. warning: works, look at it some time. problem: something
 * does not work, or has lost its spare.
 */
export interface StatusLine {
  readonly topic: string;
  readonly level: "ok" | "warning" | "problem";
  readonly text: string;
  /** One thing each that the text does not name. */
  readonly remarks?: readonly string[];
}

/** How a platform is. */
export interface PlatformStatus {
  /** `degraded` as soon as one line is a problem; `unreachable` when the API does not answer or nothing is deployed. */
  readonly verdict: "well" | "degraded" | "unreachable";
  readonly lines: readonly StatusLine[];
}

/** Judges what was observed. */
export function platformStatus(platform: ObservedPlatform): PlatformStatus {
  const { environment, state } = platform;
  if (state.deployed === false) {
    const text = `nothing is deployed with ${environment === undefined ? "LOCO_ENV unset" : `LOCO_ENV=${environment}`}: npx cdktf deploy platform`;
    return {
      verdict: "unreachable",
      lines: [{ topic: "state", level: "problem", text }, ...leftovers(platform)],
    };
  }
  const lines = [
    apiStatus(platform),
    etcdStatus(platform),
    nodeStatus(platform),
    versionStatus(platform),
    machineStatus(platform),
    ...leftovers(platform),
    changeStatus(platform),
  ].flatMap((line) => line ?? []);
  const degraded = lines.some(({ level }) => level === "problem");
  return { verdict: !platform.api.reachable ? "unreachable" : degraded ? "degraded" : "well", lines };
}

function apiStatus({ api }: ObservedPlatform): StatusLine {
  return api.reachable
    ? { topic: "API", level: "ok", text: `${api.server} answers, ${api.version}` }
    : { topic: "API", level: "problem", text: api.problem ?? "no answer" };
}

/** Undefined while the API does not answer: its own line says so. */
function nodeStatus(platform: ObservedPlatform): StatusLine | undefined {
  const { nodes, api } = platform;
  if (!api.reachable) return undefined;
  const declared = nodes.filter((node) => node.declared !== undefined);
  const ready = declared.filter((node) => isReady(node, platform));
  const deployed = nodes.filter(({ recorded }) => recorded !== undefined);
  const broken = deployed.filter((node) => !isReady(node, platform));
  const odd = deployed.filter((node) => isReady(node, platform) && oddities(node, platform).length > 0);
  const remarks = [...broken, ...odd].map((node) => `${node.slot}: ${oddities(node, platform).join(", ")}`);
  const level = broken.length > 0 ? "problem" : odd.length > 0 ? "warning" : "ok";
  const missing = declared.filter(({ recorded }) => recorded === undefined).length;
  const rest = missing === 0 ? "" : `; ${missing} not deployed yet`;
  return { topic: "nodes", level, text: `${ready.length} of ${declared.length} Ready${rest}`, remarks };
}

function oddities(node: ObservedNode, platform: ObservedPlatform): string[] {
  if (node.kubernetes === undefined) return ["has not joined"];
  return [...troublesOf(node, platform), ...(node.kubernetes.schedulable ? [] : ["cordoned"])];
}

function machineStatus(platform: ObservedPlatform): StatusLine {
  const { cloud, nodes } = platform;
  if (!cloud.reachable) {
    return {
      topic: "machines",
      level: "problem",
      text: `unknown: ${cloud.problem}`,
    };
  }
  const expected = nodes.filter(({ recorded }) => recorded !== undefined);
  const broken = expected.filter((node) => node.machine === undefined || isDown(node, platform));
  const remarks = broken.map((node) => {
    const word = machineWord(node, platform) ?? "never made";
    const host = node.machine?.host === undefined ? "" : ` on ${node.machine.host}`;
    return `${node.slot}: ${word === "gone" ? "gone from CloudStack" : word}${host}`;
  });
  const text = `${expected.length - broken.length} of ${expected.length} Running`;
  return { topic: "machines", level: broken.length > 0 ? "problem" : "ok", text, remarks };
}

/** What is there and belongs to no node; no line when there is nothing. */
function leftovers({ strangers, strangerMachines }: ObservedPlatform): StatusLine[] {
  const nodes = strangers.map(({ name, ready }) => `${name} (${ready ? "Ready" : "NotReady"})`);
  const machines = strangerMachines.map(({ name, state }) => `${name} (${state})`);
  const lines: StatusLine[] = [];
  if (nodes.length > 0) lines.push(warning("Nodes", "in Kubernetes that are none of this platform's", nodes));
  if (machines.length > 0)
    lines.push(warning("orphans", "machines that are not in state; see npx loco orphans", machines));
  return lines;
}

const warning = (topic: string, text: string, remarks: readonly string[]): StatusLine => ({
  topic,
  level: "warning",
  text,
  remarks,
});

function changeStatus(platform: ObservedPlatform): StatusLine {
  if (platform.state.problem !== undefined) {
    return {
      topic: "changes",
      level: "problem",
      text: `unknown, without the state: ${platform.state.problem}`,
    };
  }
  const plans = platform.nodes.map((node) => ({ slot: node.slot, ...nextPlan(node, platform) }));
  const refused = [
    ...refusedSettings(platform).map((key) => `${key} cannot change any more`),
    ...plans.flatMap(({ slot, action, why, command }) =>
      action === "refused" ? [`${slot}: ${why}${command === undefined ? "" : `: ${command}`}`] : [],
    ),
  ];
  if (refused.length > 0) return warning("changes", "the next deploy is refused", refused);
  const waiting = plans
    .filter(({ action }) => action !== "nothing")
    .map(({ slot, action }) => `${action} ${slot}`);
  return waiting.length === 0
    ? { topic: "changes", level: "ok", text: "none to the nodes; npx cdktf diff platform shows all" }
    : warning("changes", "wait for npx cdktf deploy platform", waiting);
}

/** The text of `loco platform status`: a verdict that names what is wrong, then a line per topic. */
export function formatStatus(name: string, { verdict, lines }: PlatformStatus): string {
  const problems = [...new Set(lines.flatMap(({ topic, level }) => (level === "problem" ? [topic] : [])))];
  const head = {
    well: lines.some(({ level }) => level === "warning") ? "works, with warnings" : "all well",
    degraded: `degraded: ${problems.join(", ")}`,
    unreachable: "cannot be reached",
  }[verdict];
  const rows = lines.flatMap(({ topic, level, text, remarks = [] }) => [
    ...[`  ${level.padEnd(7)}  ${topic.padEnd(8)}  ${text}`],
    ...remarks.map((remark) => `${" ".repeat(21)}${remark}`),
  ]);
  return [`${name}: ${head}`, "", ...rows].join("\n");
}
