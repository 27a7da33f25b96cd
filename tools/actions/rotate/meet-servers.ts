import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { connectToAny, type Supervisor, type SupervisorAccess } from "./supervisor.ts";

/** Connections made for each server before it is taken for one that the load balancer does not lead to. */
const CONNECTIONS_EACH = 20;
const PAUSE_MS = 200;

/**
 * Does something at each of these servers, in the order in which the load balancer leads there.
 *
 * @throws LocoError API_UNREACHABLE when one was not met; whatever `work` throws
 */
export async function atEachServer(
  access: SupervisorAccess,
  names: readonly string[],
  work: (server: Supervisor) => Promise<void>,
): Promise<void> {
  const missing = new Set(names);
  let problem = "";
  for (let i = 0; i < names.length * CONNECTIONS_EACH && missing.size > 0; i++) {
    try {
      const server = await connectToAny(access);
      try {
        if (missing.has(server.name)) {
          await work(server);
          missing.delete(server.name);
          continue;
        }
      } finally {
        server.close();
      }
    } catch (error) {
      if (error instanceof LocoError) throw error;
      problem = `: ${(error as Error).message}`;
    }
    await sleep(PAUSE_MS);
  }
  if (missing.size === 0) return;
  throw new LocoError(
    "API_UNREACHABLE",
    `${access.endpoint} does not lead to ${[...missing].join(", ")}${problem}`,
    {
      hint: "npx loco platform status shows how the servers are; the same command goes on where it stopped",
    },
  );
}
