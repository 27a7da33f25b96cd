import { MAX_SERVERS } from "../../../platform/config/topology.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { setPoolCount, setServerCount } from "../../config-edit/platform-edits.ts";
import type { Edit } from "../../config-edit/toml-edit.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { isDown } from "./observe-life.ts";
import { believableVoters, isHealthyServer, removalOrder } from "./quorum.ts";
import { earlierLives } from "./replacement-stage.ts";

/** What there is to do to take a node out. */
export interface RemovalWork {
  readonly role: "server" | "agent";
  /** Nodes that go, in this order; those that only the file or state still knows are among them. */
  readonly leaving: readonly ObservedNode[];
  /** Nodes of Kubernetes whose machines have gone before. */
  readonly stale: readonly string[];
  /** How many nodes the group has afterwards. */
  readonly count: number;
  /** What platform.toml must say before the machines go; nothing when it says it already. */
  readonly edits: readonly Edit[];
  /** What a person should know before agreeing, besides the names. */
  readonly remarks: readonly string[];
}

/** Allowed numbers of servers: etcd gains nothing from an even one. */
const LOWER: Readonly<Record<number, number>> = { 5: 3, 3: 1 };

/**
 * Finds out what taking a node out has to do, and whether it continues what was interrupted: then platform.toml has the
 * lower number already, or the Nodes are gone.
 *
 * @throws LocoError NODE_UNKNOWN, NODE_REFUSED
 */
export function removalWork(platform: ObservedPlatform, slot: string): RemovalWork {
  const { group, number } = partsOf(slot);
  const declared = group === "cp" ? platform.config.control_plane_count : poolCount(platform, group);
  const members = platform.nodes.filter((node) => partsOf(node.slot).group === group);
  const isKnown = declared !== undefined || members.length > 0;
  const isPossible = number >= 1 && (group !== "cp" || number <= MAX_SERVERS);
  if (!isKnown || !isPossible) {
    throw new LocoError("NODE_UNKNOWN", `there is no node ${slot}`, {
      hint: `nodes: ${platform.nodes.map((node) => node.slot).join(", ")}`,
    });
  }
  if (number < (declared ?? 0)) throw notHighest(slot, `${group}-${declared}`);
  return group === "cp"
    ? serverWork(platform, members, number, declared ?? 0)
    : agentWork(platform, members, group, number, declared);
}

function agentWork(
  platform: ObservedPlatform,
  members: readonly ObservedNode[],
  pool: string,
  number: number,
  declared: number | undefined,
): RemovalWork {
  const count = number === declared ? declared - 1 : (declared ?? 0);
  return {
    role: "agent",
    leaving: above(members, count),
    stale: staleNodes(platform, pool, count),
    count,
    edits: number === declared ? setPoolCount(platform.config, pool, count) : [],
    remarks: [],
  };
}

function serverWork(
  platform: ObservedPlatform,
  members: readonly ObservedNode[],
  number: number,
  declared: number,
): RemovalWork {
  const count = number === declared ? LOWER[declared] : declared;
  if (count === undefined) {
    throw new LocoError("NODE_REFUSED", "cp-1 is the only server: the cluster is on its disk", {
      hint: "npx cdktf destroy platform takes everything down",
    });
  }
  const candidates = above(members, count).reverse();
  const staying = members.filter((node) => !candidates.includes(node));
  const leaving = orderOf(platform, candidates, staying);
  const isPair = number === declared && leaving.length > 1;
  return {
    role: "server",
    leaving,
    stale: staleNodes(platform, "cp", count),
    count,
    edits: number === declared ? setServerCount(count) : [],
    remarks: isPair
      ? [
          `${declared} servers become ${count}: with ${declared - 1}, etcd would bear no more failures than with ${count}`,
        ]
      : [],
  };
}

/**
 * Checks that every server that stays is well, unless one that leaves is broken as well, and that etcd keeps its majority at
 * every step.
 */
function orderOf(
  platform: ObservedPlatform,
  leaving: readonly ObservedNode[],
  staying: readonly ObservedNode[],
): readonly ObservedNode[] {
  const names = leaving.flatMap(({ kubernetes }) => kubernetes?.name ?? []);
  if (names.length === 0) return leaving;
  const refuse = (why: string) =>
    new LocoError(
      "NODE_REFUSED",
      `${leaving.map(({ slot }) => slot).join(" and ")} cannot leave now: ${why}`,
      {
        hint: "npx loco platform status shows the servers; mend or replace those that stay first",
      },
    );
  const isWell = (node: ObservedNode) =>
    node.kubernetes !== undefined && isHealthyServer(node.kubernetes) && !isDown(node, platform);
  const isAllWell = leaving.every(isWell);
  for (const { slot, machine, kubernetes, ...node } of staying) {
    if (isAllWell && machine?.state !== "Running")
      throw refuse(`the machine of ${slot} is ${machine?.state ?? "gone"}`);
    if (kubernetes === undefined) throw refuse(`${slot} has not joined`);
    if ((isAllWell || kubernetes.etcd === "learner") && !isHealthyServer(kubernetes))
      throw refuse(`${slot}: ${kubernetes.troubles[0] ?? "is not well"}`);
    const [old] = earlierLives(slot, platform);
    if (old !== undefined) throw refuse(`${old}, an earlier life of ${slot}, is still in the cluster`);
    if ((node.declared?.generation ?? 0) !== node.recorded?.generation)
      throw refuse(`${slot} is about to be replaced`);
  }
  const order = removalOrder(believableVoters(platform), names);
  if (order === undefined) throw refuse("etcd would be left without its majority");
  const place = (node: ObservedNode) => order.indexOf(node.kubernetes?.name ?? "");
  return [...leaving].sort((a, b) => place(a) - place(b));
}

const above = (members: readonly ObservedNode[], count: number) =>
  members.filter(({ slot }) => partsOf(slot).number > count);

/** Nodes that no slot explains and that bear the name of one above the count. */
function staleNodes(
  { config, strangers }: ObservedPlatform,
  group: string,
  count: number,
): readonly string[] {
  const prefix = `${config.name}-${group}-`;
  return strangers
    .map(({ name }) => name)
    .filter((name) => {
      const number = name.startsWith(prefix)
        ? /^(\d+)-g\d+$/.exec(name.slice(prefix.length))?.[1]
        : undefined;
      return number !== undefined && Number(number) > count;
    });
}

const poolCount = ({ config }: ObservedPlatform, name: string) =>
  config.pools.find((pool) => pool.name === name)?.count;

function partsOf(slot: string): { readonly group: string; readonly number: number } {
  const dash = slot.lastIndexOf("-");
  return { group: slot.slice(0, dash), number: Number(slot.slice(dash + 1)) };
}

const notHighest = (slot: string, highest: string) =>
  new LocoError(
    "NODE_REFUSED",
    `${slot} is not the last of its kind: counts in platform.toml take from the end`,
    {
      hint: `the one to go is ${highest}; to make ${slot} anew: npx loco nodes replace ${slot}`,
    },
  );
