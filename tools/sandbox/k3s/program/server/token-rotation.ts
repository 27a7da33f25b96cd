import { writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { formatToken, parseToken } from "../token.ts";
import { moveBootstrapKey } from "./bootstrap-key.ts";
import { localKeys } from "./etcd-keys.ts";
import type { ServerFiles } from "./files.ts";
import { tokenOnDisk } from "./token-file.ts";

/** How a request to change the server token is answered. */
export interface RotationAnswer {
  readonly status: 200 | 400 | 405 | 500;
  readonly body: string;
}

/**
 * Changes the server token as k3s does: on this server's disk, and in etcd for all. Nobody's memory changes, so every
 * server, this one too, takes the old password until it starts again, and no server that still has the old token can start.
 *
 * @see pkg/server/handlers/token.go of k3s
 */
export async function rotateToken(
  request: IncomingMessage,
  files: ServerFiles,
  cacerts: string,
): Promise<RotationAnswer> {
  if (request.method !== "PUT") return { status: 405, body: "method not allowed" };
  const wanted = newToken(await text(request));
  if (wanted === undefined) return { status: 400, body: "newToken is not set" };
  if (/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(wanted)) {
    const forms = "K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>";
    return { status: 500, body: `failed to normalize server token; must be in format ${forms}` };
  }
  const old = parseToken(tokenOnDisk(files.token) ?? "").password;
  writeFileSync(files.token, `${formatToken("server", wanted, cacerts)}\n`, { mode: 0o600 });
  await moveBootstrapKey(localKeys(files), old, wanted);
  return { status: 200, body: "" };
}

function newToken(body: string): string | undefined {
  try {
    const { newToken: token } = JSON.parse(body) as { newToken?: unknown };
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    return undefined;
  }
}
