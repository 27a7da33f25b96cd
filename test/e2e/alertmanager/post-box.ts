import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A web server that keeps what is posted to it. */
export interface PostBox {
  readonly url: string;
  /** What was accepted on paths that begin so, in order. */
  // biome-ignore lint/suspicious/noExplicitAny: JSON of somebody else's
  readonly posts: (path: string) => readonly any[];
  readonly close: () => Promise<void>;
}

/** Refuses the first post to each path, as a service does that is down for a moment, and takes all others. */
export async function startPostBox(): Promise<PostBox> {
  const accepted: { readonly path: string; readonly body: unknown }[] = [];
  const met = new Set<string>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const body: unknown = JSON.parse(await text(request));
    if (met.has(path)) accepted.push({ path, body });
    // Slack's webhooks say ok, and Alertmanager listens.
    response.writeHead(met.has(path) ? 200 : 503).end("ok");
    met.add(path);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts: (path) => accepted.filter((post) => post.path.startsWith(path)).map(({ body }) => body),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
