import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { isDown } from "./observe-life.ts";
import { believableVoters, isHealthyServer, survivesWithout } from "./quorum.ts";
import { earlierLives, isAsked } from "./replacement-stage.ts";
import { skewTrouble } from "./version-skew.ts";

/**
 * Why a node may not be replaced now; undefined when it may. Never while its old machine would keep its address,
 * or while its k3s would be too far from that of the servers. For a server: that etcd keeps its majority without it, that no
 * other server's replacement is under way, and that all others are well, unless this one is broken itself.
 */
export function replacementRefusal(node: ObservedNode, platform: ObservedPlatform): LocoError | undefined {
  const { slot, declared, recorded, role, machine } = node;
  if (declared === undefined) {
    return refuse(`${slot} is not in platform.toml any more`, `npx loco nodes remove ${slot} takes it out`);
  }
  if (recorded === undefined) {
    return refuse(`${slot} has not been deployed yet`, "npx cdktf deploy platform makes it");
  }
  if (declared.generation < recorded.generation) {
    return refuse(
      `the generation of ${slot} is ${declared.generation} in platform.toml and was ${recorded.generation} already`,
      `set ${generationKey(node)} to ${recorded.generation}, and run this again`,
    );
  }
  if (!platform.config.cloudstack.expunge && machine !== undefined) {
    return refuse(
      `${slot} cannot get its address back: with cloudstack.expunge = false its old machine keeps ${recorded.ip} until CloudStack's expunge.delay is over`,
      [
        "where the account may (allow.user.expunge.recover.vm): set cloudstack.expunge = true and run npx cdktf deploy platform first",
        `a node that is broken for good: have an administrator destroy and expunge ${machine.name}, and run this again`,
      ].join("\n"),
    );
  }
  const skew = skewTrouble(node, platform);
  if (skew !== undefined) {
    return refuse(
      `${slot} cannot be replaced now: ${skew}`,
      "wait until the servers are upgraded (npx loco platform status): docs/how-to/addons.md#upgrade-k3s",
    );
  }
  return role === "server" ? serverRefusal(node, platform) : undefined;
}

function serverRefusal(node: ObservedNode, platform: ObservedPlatform): LocoError | undefined {
  const others = platform.nodes.filter(({ role, slot }) => role === "server" && slot !== node.slot);
  if (others.length === 0) {
    return refuse(
      `${node.slot} is the only server: the cluster is on its disk, and replacing it would lose it`,
      "set control_plane_count = 3, run npx cdktf deploy platform, and then replace it",
    );
  }
  // Of several that are broken, one has to be the first to be mended; etcd's majority decides.
  const isBroken = brokenServer(node, platform) !== undefined;
  for (const other of others) {
    const isSpared = isBroken && !isJoiningAfter(other, node, platform);
    const trouble = busyServer(other, platform) ?? (isSpared ? undefined : brokenServer(other, platform));
    if (trouble !== undefined)
      return refuse(`${node.slot} cannot be replaced now: ${trouble.what}`, trouble.hint);
  }
  const name = node.recorded?.name ?? "";
  const voters = believableVoters(platform);
  if (survivesWithout(voters, name)) return undefined;
  const healthy = voters.filter((voter) => voter.healthy && voter.name !== name).length;
  return refuse(
    `without ${node.slot}, ${healthy} of ${voters.length} voting members of etcd would be left, fewer than its majority`,
    "npx loco platform status shows the members; mend the others first",
  );
}

/** What keeps other servers from being replaced, with what to do about it. */
interface ServerTrouble {
  readonly what: string;
  readonly hint: string;
}

const finish = (slot: string) => `npx loco nodes replace ${slot}`;

/** Whether a server is on its way into etcd, while the one to be replaced has been in it. */
function isJoiningAfter(other: ObservedNode, node: ObservedNode, platform: ObservedPlatform): boolean {
  return other.kubernetes === undefined && !isDown(other, platform) && node.kubernetes !== undefined;
}

/** What is under way with a server: it is coming, going or half replaced. */
function busyServer(node: ObservedNode, platform: ObservedPlatform): ServerTrouble | undefined {
  const { slot, declared, recorded, kubernetes } = node;
  if (declared === undefined || recorded === undefined) {
    return {
      what: `${slot} is ${declared === undefined ? "deployed and not in platform.toml" : "not deployed yet"}`,
      hint:
        declared === undefined
          ? `finish with npx loco nodes remove ${slot}`
          : "npx cdktf deploy platform first",
    };
  }
  if (isAsked(node) || declared.generation < recorded.generation) {
    return {
      what: `platform.toml has generation ${declared.generation} of ${slot}, which runs as generation ${recorded.generation}, and servers are replaced one at a time`,
      hint: `finish it with ${finish(slot)}, or set ${generationKey(node)} back to ${recorded.generation}`,
    };
  }
  if (kubernetes?.etcd === "learner" && !isDown(node, platform)) {
    const what = `${slot}: ${kubernetes.troubles[0] ?? "is still a learner of etcd"}`;
    return { what, hint: `wait until it is well, or replace it first: ${finish(slot)}` };
  }
  const [old] = earlierLives(slot, platform);
  if (old === undefined) return undefined;
  return { what: `${old} is still in the cluster`, hint: `finish it first: ${finish(slot)}` };
}

/** Why a server does not do its part in etcd. */
function brokenServer(node: ObservedNode, platform: ObservedPlatform): ServerTrouble | undefined {
  const { slot, machine, kubernetes } = node;
  const first = finish(slot);
  if (isDown(node, platform)) {
    return {
      what: `the machine of ${slot} is ${machine === undefined ? "gone" : machine.state}`,
      hint:
        machine === undefined
          ? `replace it first: ${first}`
          : `start it in CloudStack, or replace it first: ${first}`,
    };
  }
  if (kubernetes === undefined) return { what: `${slot} has not joined`, hint: `wait for it: ${first}` };
  if (isHealthyServer(kubernetes)) return undefined;
  const trouble = kubernetes.troubles[0] ?? "is not well";
  return { what: `${slot}: ${trouble}`, hint: `wait until it is well, or replace it first: ${first}` };
}

/** A node's generation as platform.toml writes it. */
export function generationKey({ slot, pool }: Pick<ObservedNode, "slot" | "pool">): string {
  return pool === undefined ? `control_plane.generations.${slot}` : `generations.${slot} of the pool ${pool}`;
}

const refuse = (message: string, hint: string) => new LocoError("NODE_REFUSED", message, { hint });
