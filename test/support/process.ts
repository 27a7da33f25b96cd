import { once } from "node:events";
import { createServer } from "node:net";
import { execa } from "execa";
import { vi } from "vitest";

/** A program that a test has started. */
export interface Process {
  readonly log: () => string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Starts a program; what it says is kept. */
export function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Process {
  const log: string[] = [];
  const child = execa(file, args, { env, reject: false, all: true, buffer: false });
  child.all?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
  return {
    log: () => log.join(""),
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      await child;
    },
  };
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Until a server answers. */
export const answers = (url: string, { log }: Process) =>
  vi.waitFor(() => fetch(url).catch(() => Promise.reject(new Error(`${url} does not answer:\n${log()}`))), {
    timeout: 60_000,
    interval: 100,
  });
