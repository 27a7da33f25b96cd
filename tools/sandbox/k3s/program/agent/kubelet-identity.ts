import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientAccess } from "../../../../kubernetes/kubeconfig.ts";
import type { NodeSettings } from "../config/settings.ts";
import type { Logger } from "../log.ts";
import { newPrivateKey } from "../pki/keys.ts";
import { certificateRequest } from "../pki/leaf.ts";
import { type SupervisorClient, SupervisorError } from "../supervisor-client.ts";

/** This machine's password: made up once, kept in `/etc/rancher/node/password`. */
function nodePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(dirname(file), { recursive: true });
  const password = randomBytes(16).toString("hex");
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * Gets the kubelet's client certificate from a server, for a key that stays here.
 *
 * A server that cannot answer yet, and one that knows the node's name under another password, are asked again
 * every 5 s with the reason logged, as k3s does: deleting the old Node heals the latter.
 */
export async function kubeletAccess(
  supervisor: SupervisorClient,
  settings: NodeSettings,
  passwordFile: string,
  apiUrl: string,
  log: Logger,
): Promise<ClientAccess> {
  const keyFile = join(settings.dataDir, "agent/client-kubelet.key");
  const key = existsSync(keyFile) ? readFileSync(keyFile, "utf8") : newPrivateKey();
  mkdirSync(dirname(keyFile), { recursive: true });
  writeFileSync(keyFile, key, { mode: 0o600 });
  const headers = { "k3s-Node-Name": settings.name, "k3s-Node-Password": nodePassword(passwordFile) };
  for (;;) {
    try {
      const body = await certificateRequest(key);
      const certificate = await supervisor.request("/v1-k3s/client-kubelet.crt", { headers, body });
      return { server: apiUrl, ca: supervisor.cacerts, certificate, key };
    } catch (error) {
      log.info(
        `Waiting to retrieve agent configuration; server is not ready: ${explain(error as Error, passwordFile)}`,
      );
    }
    await sleep(5000);
  }
}

function explain(error: Error, passwordFile: string): string {
  return error instanceof SupervisorError && error.status === 403
    ? `Node password rejected, duplicate hostname or contents of '${passwordFile}' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag`
    : error.message;
}
