import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { waitUntilJoined } from "../nodes/join.ts";
import type { ObservedNode } from "../nodes/observe.ts";
import { votersOf } from "../nodes/quorum.ts";
import { agree, type NodeCommand, openWorld, type World } from "../nodes/world.ts";
import { requireEmptyPlan } from "./empty-plan.ts";
import { atEachServer } from "./meet-servers.ts";
import {
  ACCEPTED_TOKEN_ADDRESS,
  FORMER_TOKEN_ADDRESS,
  SERVER_TOKEN_ADDRESS,
  type TokenPasswords,
  tokenPasswords,
} from "./server-token.ts";
import type { SupervisorAccess } from "./supervisor.ts";
import { isWell, nextRestart, tokenRotationRefusal } from "./token-checks.ts";

/** A server token that was replaced. */
export interface RotatedTokens {
  /** Slots that were restarted, in this order; the others had been by a run that was interrupted. */
  readonly restarted: readonly string[];
}

/**
 * Replaces the server token: with it a machine joins as a server and gets every key of the cluster, and k3s encrypts with
 * it what etcd holds of them.
 *
 * k3s changes the token on the disk of the server that is asked, and in etcd for all; each takes the old one until it
 * starts again, and one that still has the old one on its disk cannot start. So every server is asked, within seconds, and
 * then they are restarted one by one. State has the new token before the first server, and the old one until the last.
 *
 * @throws LocoError ROTATION_REFUSED, PLAN_NOT_EMPTY, NOT_CONFIRMED before any change; TOKEN_REFUSED, API_UNREACHABLE,
 *   NODE_NOT_JOINED, CLOUDSTACK_FAILED, TOOL_FAILED, STATE_LOCKED: run again, it goes on
 */
export async function rotateTokens(command: NodeCommand): Promise<RotatedTokens> {
  const world = await openWorld(command);
  const { reporter, stack } = world;
  const before = await passwordsOf(world);
  const resumed = before.accepted !== before.newest;
  const servers = await reporter.step("Checking the platform", () => check(world, resumed));
  if (resumed) reporter.info("A rotation was interrupted: going on with its token.");
  else await agree(command, warning(servers), "Go on?");
  if (before.newest === undefined || !resumed) {
    await reporter.step("Making a token", async (progress) => {
      if (!resumed) await stack.move(SERVER_TOKEN_ADDRESS, FORMER_TOKEN_ADDRESS);
      await stack.apply({ targets: [SERVER_TOKEN_ADDRESS], progress });
    });
  }
  const tokens = bothOf(await passwordsOf(world));
  const well = servers.filter(isWell);
  const access = await supervisors(world, tokens);
  const waiting = await reporter.step("Giving it to every server", () => give(access, well, tokens));
  const given = new Set(well.map(({ slot }) => slot));
  const restarted: string[] = [];
  for (;;) {
    const now = await serversOf(world);
    const voters = votersOf(await world.nodes());
    const { server, risk } = nextRestart(now, voters, waiting);
    if (server === undefined) {
      // Also one that has come back meanwhile: it was not given the token.
      const broken = now.filter((one) => !isWell(one) || !given.has(one.slot));
      if (broken.length > 0) throw replaceFirst(broken, waiting);
      break;
    }
    if (risk !== undefined) await agree(command, risk, `Restart ${server.slot}?`);
    await reporter.step(`Restarting ${server.slot}`, (progress) =>
      restart(world, server, access, tokens.newest, progress),
    );
    waiting.delete(server.slot);
    restarted.push(server.slot);
  }
  await reporter.step("Noting that all servers have it", (progress) =>
    stack.apply({ replace: [ACCEPTED_TOKEN_ADDRESS], targets: [ACCEPTED_TOKEN_ADDRESS], progress }),
  );
  return { restarted };
}

async function passwordsOf({ stack }: World): Promise<TokenPasswords> {
  const record = await stack.record();
  const tokens = record === undefined ? undefined : tokenPasswords(record);
  if (tokens !== undefined) return tokens;
  throw new LocoError("ROTATION_REFUSED", "state has no record of the servers' token", {
    hint: "the platform was deployed by an earlier version: run npx cdktf deploy platform once, then this again",
  });
}

/** The token in use and the one that follows it. */
type TokenPair = TokenPasswords & { readonly newest: string };

function bothOf({ newest, ...rest }: TokenPasswords): TokenPair {
  if (newest !== undefined && newest !== rest.accepted) return { newest, ...rest };
  throw new LocoError("ROTATION_REFUSED", "state did not get another token", {
    hint: "somebody else may be rotating it: npx loco platform status, then run this again",
  });
}

/** The servers, all of them fit for a rotation; one that was interrupted goes on with those that are. */
async function check(world: World, resumed: boolean): Promise<readonly ObservedNode[]> {
  const servers = await serversOf(world);
  await world.stack.requireUnlocked();
  if (resumed) return servers;
  const refusal = tokenRotationRefusal(servers, await world.stack.state());
  if (refusal !== undefined) throw refusal;
  await world.stack.synth();
  await requireEmptyPlan(world.stack, "before the server token is replaced");
  return servers;
}

async function serversOf(world: World): Promise<readonly ObservedNode[]> {
  return (await world.look()).nodes.filter(({ role }) => role === "server");
}

const warning = (servers: readonly ObservedNode[]): readonly string[] =>
  servers.length === 1
    ? ["The only server is restarted: the Kubernetes API is away for a minute or two. Pods on agents go on."]
    : [`${servers.length} servers are restarted, one after the other. The API and pods on agents go on.`];

async function supervisors({ stack }: World, { agent }: TokenPasswords): Promise<SupervisorAccess> {
  const { server, ca } = accessOf(String((await stack.record())?.outputs.kubeconfig));
  return { endpoint: server, ca, agentPassword: agent };
}

/** Returns the slots of the servers that have not started with the new token yet. */
async function give(
  access: SupervisorAccess,
  servers: readonly ObservedNode[],
  { accepted, newest }: TokenPair,
): Promise<Set<string>> {
  const slots = new Map(servers.map(({ slot, kubernetes }) => [kubernetes?.name ?? slot, slot]));
  const waiting = new Set<string>();
  await atEachServer(access, [...slots.keys()], async (server) => {
    if (await server.accepts(newest)) return;
    await server.rotate(accepted, newest);
    waiting.add(slots.get(server.name) ?? server.name);
  });
  return waiting;
}

const INTERVAL_MS = 2_000;

async function restart(
  world: World,
  { slot, declared, machine, kubernetes }: ObservedNode,
  access: SupervisorAccess,
  token: string,
  progress: (detail: string) => void,
): Promise<void> {
  await world.cloud.run("rebootVirtualMachine", { id: machine?.id });
  const deadline = Date.now() + world.timeout;
  for (let takes = false; !takes; ) {
    progress("waiting for it to take the new token");
    try {
      await atEachServer(access, [kubernetes?.name ?? slot], async (server) => {
        takes = await server.accepts(token);
      });
    } catch (error) {
      if (!(error instanceof LocoError && error.code === "API_UNREACHABLE")) throw error;
    }
    if (takes) break;
    if (Date.now() > deadline) {
      throw new LocoError("NODE_NOT_JOINED", `${slot} has not come back with the new token`, {
        hint: `its console says why; the same command goes on waiting, and npx loco nodes replace ${slot} makes it anew`,
      });
    }
    await sleep(INTERVAL_MS);
  }
  // Under the name that it has now, also when the file asks for its next life.
  if (declared !== undefined && kubernetes !== undefined) {
    await waitUntilJoined(world, { ...declared, name: kubernetes.name }, progress);
  }
}

function replaceFirst(broken: readonly ObservedNode[], waiting: ReadonlySet<string>): LocoError {
  const slots = broken.map(({ slot }) => slot);
  const rest = [...waiting].filter((slot) => !slots.includes(slot)).join(", ");
  return new LocoError("ROTATION_REFUSED", `${slots.join(", ")} did not take part to the end: not well`, {
    hint: `the others have the new token. If ${slots[0]} does not get well by itself (npx loco platform status), run npx loco nodes replace ${slots[0]}; then this again${rest === "" ? "" : `, which restarts ${rest}`}`,
  });
}
