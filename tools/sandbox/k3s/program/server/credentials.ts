import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ClientAccess, kubeconfig } from "../../../../kubernetes/kubeconfig.ts";
import type { ServerSettings } from "../config/settings.ts";
import { formatToken, parseToken } from "../token.ts";
import type { ServerFiles } from "./files.ts";
import type { Passwords } from "./identity.ts";

/** What a component of this server shows to the API server at `url`; `leaf` is a client certificate's file name. */
export function accessWith(files: ServerFiles, leaf: string, url: string): ClientAccess {
  const read = (name: string) => readFileSync(join(files.tls, name), "utf8");
  return {
    server: url,
    ca: read("server-ca.crt"),
    certificate: read(`${leaf}.crt`),
    key: read(`${leaf}.key`),
  };
}

/** Writes the kubeconfigs of the components and of the admin. */
export function writeKubeconfigs(files: ServerFiles, settings: ServerSettings): void {
  const local = `https://127.0.0.1:${settings.apiserverPort}`;
  write(join(files.cred, "controller.kubeconfig"), kubeconfig(accessWith(files, "client-controller", local)));
  write(join(files.cred, "scheduler.kubeconfig"), kubeconfig(accessWith(files, "client-scheduler", local)));
  const host = settings.bindAddress === "0.0.0.0" ? "127.0.0.1" : settings.bindAddress;
  const admin = accessWith(files, "client-admin", `https://${host}:${settings.port}`);
  write(settings.kubeconfigPath, kubeconfig(admin), settings.kubeconfigMode);
}

/** The passwords that the supervisor takes: without an agent token, agents use the servers' own. */
export function passwordsOf(settings: ServerSettings): Passwords {
  const server = parseToken(settings.token).password;
  const { agentToken } = settings;
  return { server, node: agentToken === undefined ? server : parseToken(agentToken).password };
}

/** Writes the tokens in their full form, for people to copy. */
export function writeTokens(files: ServerFiles, settings: ServerSettings): void {
  const ca = readFileSync(join(files.tls, "server-ca.crt"), "utf8");
  const passwords = passwordsOf(settings);
  const server = `${formatToken("server", passwords.server, ca)}\n`;
  write(files.token, server);
  // k3s links node-token and, without a token for agents, agent-token to the server's.
  write(files.nodeToken, server);
  write(
    files.agentToken,
    settings.agentToken === undefined ? server : `${formatToken("node", passwords.node, ca)}\n`,
  );
}

function write(file: string, content: string, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode });
  chmodSync(file, mode);
}
