import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import { Transform } from "node:stream";

/** Where the API server is told that pods are: it takes no address on loopback. https://www.rfc-editor.org/rfc/rfc5737 */
export const shownAddress = (last: number) => `192.0.2.${last}`;

/** Where they are. */
export const realAddress = (last: number) => `127.0.97.${last}`;

/** A door to an API server, as administrator, behind which pods have their real addresses. */
export async function startReplacing(
  kubeconfig: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8"));
  const { server: api, "certificate-authority-data": ca } = clusters[0].cluster;
  const { token } = users[0].user;
  const server = createServer((incoming, answer) => {
    const { host: _, "accept-encoding": __, ...headers } = incoming.headers;
    const outgoing = request(`${api}${incoming.url}`, {
      method: incoming.method,
      // Not protobuf, in which texts have their lengths before them.
      headers: { ...headers, accept: "application/json", authorization: `Bearer ${token}` },
      ca: Buffer.from(ca, "base64"),
    });
    outgoing.on("response", (response) => {
      const { "content-length": ___, ...rest } = response.headers;
      answer.writeHead(response.statusCode ?? 502, rest);
      response.pipe(replacing()).pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }).listen(0, realAddress(1));
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://${realAddress(1)}:${typeof address === "object" ? address?.port : 0}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lines are short and end events, so no address is cut in two. */
function replacing(): Transform {
  let rest = "";
  const real = (text: string) => text.replaceAll(shownAddress(0).slice(0, -1), realAddress(0).slice(0, -1));
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const text = rest + chunk.toString();
      const end = text.lastIndexOf("\n") + 1;
      rest = text.slice(end);
      done(null, real(text.slice(0, end)));
    },
    flush(done) {
      done(null, real(rest));
    },
  });
}
