import { setTimeout as sleep } from "node:timers/promises";
import { checkServerIdentity } from "node:tls";
import { httpsRequest } from "../../../kubernetes/https-request.ts";
import { FatalError, type Logger } from "./log.ts";
import { checkCaHash, type Token } from "./token.ts";

/** A supervisor whose CA fits the token and who takes the token's password. */
export interface SupervisorClient {
  /** The cluster's server CA, PEM. */
  readonly cacerts: string;
  /** The body of a successful answer; a {@link SupervisorError} otherwise. */
  request(path: string, options?: { headers?: Record<string, string>; body?: Buffer }): Promise<string>;
  /** The same trust and password at another address, such as the agent's own load balancer. */
  at(url: string): SupervisorClient;
}

/** A supervisor's refusal. */
export class SupervisorError extends Error {
  readonly status: number;

  constructor(url: string, status: number, body: string) {
    super(`${url}: ${status} ${body.trim()}`);
    this.name = "SupervisorError";
    this.status = status;
  }
}

/** The address of `server:`, always with its port. */
export function serverUrl(server: string): URL {
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    throw new FatalError(`Invalid server url, failed to parse: ${server}`);
  }
  if (url.protocol !== "https:") {
    throw new FatalError(`only https:// URLs are supported, invalid scheme: ${server}`);
  }
  return url;
}

function client(url: string, cacerts: string, auth: string): SupervisorClient {
  return {
    cacerts,
    at: (other) => client(other, cacerts, auth),
    async request(path, { headers = {}, body } = {}) {
      const answer = await httpsRequest(
        `${url}${path}`,
        {
          ca: cacerts,
          // k3s reaches servers through its own load balancer, so it knows them all as 127.0.0.1.
          checkServerIdentity: (_host, certificate) => checkServerIdentity("127.0.0.1", certificate),
          method: body === undefined ? "GET" : "POST",
          headers: { ...headers, Authorization: auth },
        },
        body,
      );
      if (answer.status === 200) return answer.body;
      throw new SupervisorError(`${url}${path}`, answer.status, answer.body);
    },
  };
}

/**
 * Connects as k3s does (pkg/clientaccess/token.go): fetch the CA without trust, compare its hash with the token's,
 * then speak TLS with that CA only and show the password.
 *
 * @throws FatalError for a foreign CA or a wrong password, which no waiting can heal (k3s's agent would go on trying)
 */
export async function connectSupervisor(
  url: string,
  token: Token,
  user: "server" | "node",
): Promise<SupervisorClient> {
  const fetched = await httpsRequest(`${url}/cacerts`, { rejectUnauthorized: false });
  if (fetched.status !== 200) throw new Error(`failed to get CA certs: ${url}/cacerts: ${fetched.status}`);
  checkCaHash(token, fetched.body);
  const auth = `Basic ${Buffer.from(`${user}:${token.password}`).toString("base64")}`;
  const supervisor = client(url, fetched.body, auth);
  try {
    await supervisor.request("/v1-k3s/config");
  } catch (error) {
    if (error instanceof SupervisorError && error.status === 401) {
      throw new FatalError(`wrong token: the password of user '${user}' was refused: ${error.message}`);
    }
    throw error;
  }
  return supervisor;
}

/** Connects to the first of some servers that answers; says why none does and tries again every 2 s. */
export async function connectWithRetries(
  urls: () => readonly string[],
  token: Token,
  user: "server" | "node",
  log: Logger,
): Promise<SupervisorClient> {
  for (;;) {
    for (const url of urls()) {
      try {
        return await connectSupervisor(url, token, user);
      } catch (error) {
        if (error instanceof FatalError) throw error;
        log.error(`Failed to validate connection to cluster at ${url}: ${(error as Error).message}`);
      }
    }
    await sleep(2000);
  }
}
