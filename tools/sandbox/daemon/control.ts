import { mkdirSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { Overview } from "../cloudstack/overview.ts";
import type { MachineStatus } from "../host/host-api.ts";
import { openSocketDir } from "../host/socket-dir.ts";

/** What a running daemon says about itself. */
export interface DaemonStatus {
  readonly pid: number;
  /** The CloudStack API's URL. */
  readonly api: string;
  /** Why machines do not really run here; absent when they do. */
  readonly withoutMachines?: string;
  readonly cloud: Overview;
  readonly machines: readonly MachineStatus[];
}

const SOCKET = "daemon.sock";

/** Answers `GET /status` on a Unix socket that only this user reaches. */
export async function serveControl(dir: string, status: () => DaemonStatus): Promise<{ close(): void }> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sockets = openSocketDir(dir);
  rmSync(sockets.path(SOCKET), { force: true });
  const server = createServer((call, response) => {
    response.setHeader("content-type", "application/json");
    response.statusCode = call.url === "/status" ? 200 : 404;
    response.end(JSON.stringify(call.url === "/status" ? status() : {}));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(sockets.path(SOCKET), resolve);
  });
  return {
    close() {
      server.close();
      sockets.close();
    },
  };
}

/** Asks the daemon; undefined when none answers. */
export async function askDaemon(dir: string): Promise<DaemonStatus | undefined> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sockets = openSocketDir(dir);
  try {
    return await new Promise<DaemonStatus | undefined>((resolve) => {
      const call = request(
        { socketPath: sockets.path(SOCKET), path: "/status", timeout: 5_000 },
        (response) => {
          let body = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            body += chunk;
          });
          response.on("end", () => resolve(JSON.parse(body) as DaemonStatus));
        },
      );
      call.on("timeout", () => call.destroy());
      call.on("error", () => resolve(undefined));
      call.end();
    });
  } finally {
    sockets.close();
  }
}
