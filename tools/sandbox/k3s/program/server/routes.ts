import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { KubeClient } from "../../../../kubernetes/kube-client.ts";
import type { ServerSettings } from "../config/settings.ts";
import type { EtcdClient } from "../etcd-client.ts";
import type { Logger } from "../log.ts";
import type { Authorities } from "../pki/authorities.ts";
import { issueForRequest, type LeafSubject } from "../pki/leaf.ts";
import type { BootstrapFiles } from "./bootstrap-files.ts";
import { serverFiles } from "./files.ts";
import { type Identity, isAgent, isServer } from "./identity.ts";
import { admitsNode } from "./node-passwords.ts";
import { apiserverAddresses } from "./service-endpoints.ts";
import { rotateToken } from "./token-rotation.ts";

/** What the supervisor's own routes need. */
export interface RouteContext {
  readonly settings: ServerSettings;
  readonly authorities: Authorities;
  readonly bootstrap: () => BootstrapFiles;
  readonly etcd: () => EtcdClient;
  readonly kube: KubeClient;
  readonly log: Logger;
}

/** An answer of the supervisor. */
interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

type Route = (context: RouteContext, request: IncomingMessage) => Promise<Answer> | Answer;

const text = (body: string): Answer => ({ status: 200, type: "text/plain", body });
const json = (value: unknown): Answer => ({
  status: 200,
  type: "application/json",
  body: JSON.stringify(value),
});
const refusal = (status: number, body: string): Answer => ({ status, type: "text/plain", body: `${body}\n` });

const open: Readonly<Record<string, Route>> = {
  "/cacerts": ({ authorities }) => text(authorities["server-ca"].certificate),
  "/ping": () => text("pong"),
};

const forAgents: Readonly<Record<string, Route>> = {
  "/v1-k3s/config": ({ settings }) => json(agentConfig(settings)),
  "/v1-k3s/server-ca.crt": ({ authorities }) => text(authorities["server-ca"].certificate),
  "/v1-k3s/client-ca.crt": ({ authorities }) => text(authorities["client-ca"].certificate),
  "/v1-k3s/apiservers": async ({ kube, settings }) => json(await apiserverAddresses(kube, settings.port)),
  "/v1-k3s/readyz": async ({ kube }) =>
    (await kube.ready()) ? text("ok") : refusal(503, "runtime core not ready"),
  "/v1-k3s/client-kubelet.crt": (context, request) =>
    nodeCertificate(context, request, "client-ca", (node) => ({
      commonName: `system:node:${node}`,
      organizations: ["system:nodes"],
      usages: ["client"],
    })),
  "/v1-k3s/serving-kubelet.crt": (context, request) =>
    nodeCertificate(context, request, "server-ca", (node) => ({
      commonName: node,
      usages: ["server"],
      sans: [
        node,
        "localhost",
        "127.0.0.1",
        ...header(request, "k3s-node-ip")
          .split(",")
          .filter((ip) => ip !== ""),
      ],
    })),
};

const forServers: Readonly<Record<string, Route>> = {
  "/v1-k3s/server-bootstrap": ({ bootstrap }) => json(bootstrap()),
  "/v1-k3s/token": ({ settings, authorities }, request) =>
    rotateToken(request, serverFiles(settings.dataDir), authorities["server-ca"].certificate),
  "/db/info": async ({ etcd }) => json({ members: await etcd().members() }),
};

/**
 * Answers what belongs to the supervisor; resolves to false for everything else, which is the API server's.
 * @see pkg/server/handlers/router.go of k3s
 */
export async function answerRoute(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
  identity: Identity,
): Promise<boolean> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const answer = await answerTo(context, request, path, identity);
  if (answer === undefined) return false;
  response.writeHead(answer.status, {
    "Content-Type": answer.type ?? "text/plain",
    "Content-Length": Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
  return true;
}

async function answerTo(
  context: RouteContext,
  request: IncomingMessage,
  path: string,
  identity: Identity,
): Promise<Answer | undefined> {
  const route = open[path] ?? forAgents[path] ?? forServers[path];
  if (route === undefined) return path.startsWith("/v1-k3s/") ? refusal(404, "not found") : undefined;
  if (!(path in open)) {
    if (identity.kind === "none" || identity.kind === "wrong-password") return refusal(401, "Unauthorized");
    if (!(path in forServers ? isServer(identity) : isAgent(identity))) return refusal(403, "Forbidden");
  }
  try {
    return await route(context, request);
  } catch (error) {
    context.log.error(
      `Sending HTTP 503 response to ${request.socket.remoteAddress}: ${(error as Error).message}`,
    );
    return refusal(503, (error as Error).message);
  }
}

async function nodeCertificate(
  { authorities, kube }: RouteContext,
  request: IncomingMessage,
  signer: "client-ca" | "server-ca",
  subject: (node: string) => LeafSubject,
): Promise<Answer> {
  const node = header(request, "k3s-node-name");
  const password = header(request, "k3s-node-password");
  if (node === "") return refusal(400, "node name not set");
  if (password === "") return refusal(400, "node password not set");
  const csr = await buffer(request);
  if (!(await admitsNode(kube, node, password))) {
    return refusal(403, `unable to verify password for node '${node}'`);
  }
  return text(await issueForRequest(authorities[signer], csr, subject(node)));
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

/** What agents and joining servers are told about the cluster. */
export interface AgentConfig {
  readonly ClusterDomain: string;
  readonly HTTPSPort: number;
  /** Node name of the server that answers. */
  readonly ServerNodeName: string;
  /** The first server runs a cloud controller of k3s's own. */
  readonly CloudController: boolean;
  /** Flags that every server must have alike; a server that joins compares them with its own. */
  readonly Critical: Readonly<Record<string, string>>;
}

function agentConfig(settings: ServerSettings): AgentConfig {
  return {
    ClusterDomain: settings.clusterDomain,
    HTTPSPort: settings.port,
    ServerNodeName: settings.name,
    CloudController: !settings.disableCloudController,
    Critical: settings.critical,
  };
}
