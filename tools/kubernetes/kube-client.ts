import { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { httpsRequest } from "./https-request.ts";
import type { ClientAccess } from "./kubeconfig.ts";

/** A refusal by the API server. */
export class KubeError extends LocoError {
  readonly status: number;

  constructor(status: number, message: string) {
    super("API_REFUSED", message);
    this.name = "KubeError";
    this.status = status;
  }
}

/** The few calls that the stand-in makes to the API server itself. */
export interface KubeClient {
  get<T>(path: string): Promise<T>;
  /** For what is no JSON, such as a log. */
  getText(path: string): Promise<string>;
  /** Undefined when there is no such object. */
  find<T>(path: string): Promise<T | undefined>;
  create(path: string, object: unknown): Promise<void>;
  put(path: string, object: unknown): Promise<void>;
  /** A JSON merge patch. */
  patch(path: string, change: unknown): Promise<void>;
  /** A strategic merge patch: items of keyed lists, such as conditions, are merged one by one. */
  strategicPatch(path: string, change: unknown): Promise<void>;
  delete(path: string): Promise<void>;
  /** Whether the API server says that it is ready. */
  ready(): Promise<boolean>;
}

/** Opens the transport to a server, for clients that do not reach it over their own network. */
export type Connect = (host: string, port: number) => Promise<Duplex>;

/** A client with its own credentials. */
export function kubeClient(access: ClientAccess, connectTo?: Connect): KubeClient {
  const credentials = { ca: access.ca, cert: access.certificate, key: access.key };
  const agent = new Agent({ ...credentials, keepAlive: true });
  if (connectTo !== undefined) {
    const { hostname, port } = new URL(access.server);
    agent.createConnection = (_options, callback) => {
      connectTo(hostname, Number(port)).then(
        (socket) => callback?.(null, connect({ ...credentials, socket, host: hostname })),
        (error: Error) => callback?.(error, undefined as never),
      );
      return undefined;
    };
  }

  async function call(
    method: string,
    path: string,
    body?: unknown,
    type = "application/json",
  ): Promise<string> {
    const headers = { "Content-Type": type, Accept: "application/json, */*" };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await httpsRequest(`${access.server}${path}`, { method, agent, headers }, text);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new KubeError(answer.status, `${method} ${path}: ${messageOf(answer.body) ?? answer.status}`);
  }

  return {
    getText: (path) => call("GET", path),
    get: async <T>(path: string) => JSON.parse(await call("GET", path)) as T,
    async find<T>(path: string) {
      try {
        return JSON.parse(await call("GET", path)) as T;
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return undefined;
        throw error;
      }
    },
    create: async (path, object) => void (await call("POST", path, object)),
    put: async (path, object) => void (await call("PUT", path, object)),
    patch: async (path, change) => void (await call("PATCH", path, change, "application/merge-patch+json")),
    strategicPatch: async (path, change) =>
      void (await call("PATCH", path, change, "application/strategic-merge-patch+json")),
    delete: async (path) => void (await call("DELETE", path)),
    ready: () =>
      call("GET", "/readyz").then(
        () => true,
        () => false,
      ),
  };
}

function messageOf(body: string): string | undefined {
  try {
    const parsed = JSON.parse(body) as { message?: unknown };
    return typeof parsed.message === "string" ? parsed.message : undefined;
  } catch {
    return undefined;
  }
}
