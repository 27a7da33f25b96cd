import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { CommandResult } from "./systemctl.ts";

/** Where a machine's supervisor listens for its own `systemctl`. */
export const controlSocket = "/run/sandbox/control.sock";

/**
 * Serves one command per connection: the caller sends its arguments as a JSON list and half-closes, the answer
 * is a {@link CommandResult} as JSON.
 */
export function serveControl(
  path: string,
  answer: (argv: readonly string[]) => Promise<CommandResult>,
): Server {
  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    let request = "";
    socket.setEncoding("utf8").on("data", (data: string) => {
      request += data;
    });
    socket.once("end", async () => {
      const result = await answer(JSON.parse(request) as string[]).catch(
        (error: unknown): CommandResult => ({ code: 1, stdout: "", stderr: `${String(error)}\n` }),
      );
      socket.end(JSON.stringify(result));
    });
  });
  return server.listen(path);
}
