import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A proxy before a cloud that calls back between a call's performance and its reply, which then never comes. */
export interface Killer {
  /** What Terraform takes for CloudStack. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Passes everything to the cloud at `url`, until the `nth` call of `command` was performed: then runs `strike`. */
export async function startKiller(
  url: string,
  command: string,
  nth: number,
  strike: () => void,
): Promise<Killer> {
  let seen = 0;
  let struck = false;
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const target = new URL(incoming.url ?? "/", url);
    const sent = new URLSearchParams(incoming.method === "POST" ? body : target.search);
    if (sent.get("command") === command) seen += 1;
    const isLast = !struck && sent.get("command") === command && seen === nth;
    if (isLast) struck = true;
    const upstream = request(
      target,
      { method: incoming.method, headers: incoming.headers },
      async (answer) => {
        const answered = await text(answer);
        if (isLast) {
          strike();
          outgoing.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
      },
    );
    upstream.on("error", () => outgoing.destroy());
    upstream.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(url).pathname}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
