import { Agent, request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { LocoError } from "../../../platform/errors/loco-error.ts";

/** How to reach k3s's supervisors, which share port and address with the Kubernetes API. */
export interface SupervisorAccess {
  /** URL of the load balancer: `https://203.0.113.10:6443`. */
  readonly endpoint: string;
  /** The cluster's server CA, PEM. */
  readonly ca: string;
  /** With it any machine may ask a server for its name. */
  readonly agentPassword: string;
}

/** One server behind the load balancer, on a connection that stays with it. */
export interface Supervisor {
  /** Its node name. */
  readonly name: string;
  /** Whether it takes a server token's password now. */
  accepts(password: string): Promise<boolean>;
  /**
   * Changes the server token on its disk and in etcd. It takes the old password until it starts again.
   *
   * @throws LocoError TOKEN_REFUSED
   */
  rotate(password: string, next: string): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 10_000;

/**
 * Connects to whichever server the load balancer chooses, and asks for its name. k3s has the certificate of this port in
 * common, so the name is all that tells servers apart, and it counts for this connection alone.
 *
 * @see pkg/server/handlers of k3s: `config`, `token`
 */
export async function connectToAny(access: SupervisorAccess): Promise<Supervisor> {
  const { hostname, port } = new URL(access.endpoint);
  const socket = await open(hostname, Number(port), access.ca);
  const agent = onlyThrough(socket);
  const ask = (method: string, path: string, user: string, password: string, body?: unknown) =>
    send(agent, { hostname, port, method, path, auth: `${user}:${password}` }, body);
  const close = () => {
    agent.destroy();
    socket.destroy();
  };
  try {
    const { status, body } = await ask("GET", "/v1-k3s/config", "node", access.agentPassword);
    const name =
      status === 200 ? (JSON.parse(body) as { ServerNodeName?: string }).ServerNodeName : undefined;
    if (name === undefined) throw new Error(`a server answered ${status} when asked for its name`);
    return {
      name,
      // Who may not use this path is told so before the method is looked at.
      accepts: async (password) => (await ask("GET", "/v1-k3s/token", "server", password)).status === 405,
      async rotate(password, next) {
        const answer = await ask("PUT", "/v1-k3s/token", "server", password, { newToken: next });
        if (answer.status === 200) return;
        throw new LocoError(
          "TOKEN_REFUSED",
          `${name} answered ${answer.status} to a new server token: ${answer.body.trim()}`,
          { hint: "run the same command again; it goes on with the same token" },
        );
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function open(host: string, port: number, ca: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ca, ALPNProtocols: ["http/1.1"] }, () => resolve(socket));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`${host} does not answer`)));
    socket.on("error", reject);
  });
}

/** An agent that has one connection and makes no other: that one would end at another server. */
function onlyThrough(socket: TLSSocket): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let used = false;
  agent.createConnection = (_options, callback) => {
    const problem = used ? new Error("the server ended the connection") : null;
    used = true;
    callback?.(problem, socket);
    return undefined;
  };
  return agent;
}

interface Question {
  readonly hostname: string;
  readonly port: string;
  readonly method: string;
  readonly path: string;
  readonly auth: string;
}

function send(agent: Agent, question: Question, body?: unknown): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined
        ? {}
        : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
    const sent = request({ ...question, agent, headers, timeout: TIMEOUT_MS }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        answer += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: answer }));
    });
    sent.on("timeout", () => sent.destroy(new Error("the server does not answer")));
    sent.on("error", reject);
    sent.end(text);
  });
}
