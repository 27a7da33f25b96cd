import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { WireAnswer, WireCall } from "./dispatch.ts";

/** What CloudStack's web server takes in a form. */
const maxFormBytes = 1024 * 1024;

/** The API's address below the server's. */
export const apiPath = "/client/api";

/** The HTTP edge: `GET` and form `POST` on `/client/api`. */
export function apiServer(answer: (call: WireCall) => Promise<WireAnswer>): Server {
  return createServer((request, response) => {
    handle(request, answer).then(
      ({ status, body }) => reply(response, status, body),
      (error: unknown) => reply(response, 530, { errortext: String(error) }),
    );
  });
}

async function handle(
  request: IncomingMessage,
  answer: (call: WireCall) => Promise<WireAnswer>,
): Promise<WireAnswer> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const { method } = request;
  if (url.pathname !== apiPath) return { status: 404, body: { errortext: `only ${apiPath} is served` } };
  if (method !== "GET" && method !== "POST") return { status: 405, body: { errortext: "GET or POST" } };
  const form = method === "POST" ? await readForm(request) : "";
  if (form === undefined)
    return { status: 413, body: { errortext: `a form has ${maxFormBytes} bytes at most` } };
  return answer({ method, sent: [...url.searchParams, ...new URLSearchParams(form)] });
}

async function readForm(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxFormBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json;charset=UTF-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
