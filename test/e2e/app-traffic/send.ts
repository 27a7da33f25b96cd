import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { realAddress } from "./replaced-addresses.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Common name of the certificate; absent without TLS. */
  readonly certificate?: string;
}

interface Sent {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
  readonly tls?: boolean;
  /** The client, as the load balancer says. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request as CloudStack's load balancer hands it on: behind a line of the PROXY protocol. */
export async function send({
  port,
  host,
  path = "/",
  tls = false,
  from,
  headers,
  body,
}: Sent): Promise<Answer> {
  const plain = connect(port, realAddress(1));
  await once(plain, "connect");
  plain.write(`PROXY TCP4 ${from ?? "203.0.113.9"} 203.0.113.11 40000 443\r\n`);
  const secure = tls ? connectTls({ socket: plain, servername: host, rejectUnauthorized: false }) : undefined;
  if (secure !== undefined) await once(secure, "secureConnect");
  const sent = request({
    createConnection: () => secure ?? plain,
    method: body === undefined ? "GET" : "POST",
    path,
    headers: { host, connection: "close", ...headers },
  });
  sent.end(body);
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  plain.destroy();
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
    ...certificateOf(secure),
  };
}

const certificateOf = (socket: TLSSocket | undefined) =>
  socket === undefined ? {} : { certificate: String(socket.getPeerCertificate().subject?.CN) };
