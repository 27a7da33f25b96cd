import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerSettings } from "../config/settings.ts";
import { type EtcdClient, etcdClient } from "../etcd-client.ts";
import type { Logger } from "../log.ts";
import { type EtcdStart, peerUrl } from "./component-flags.ts";
import type { ServerFiles } from "./files.ts";

/** Whether this server has been a member before: from then on neither `cluster-init` nor `server` matters. */
export function etcdInitialised(files: ServerFiles): boolean {
  return existsSync(join(files.etcdData, "member/wal"));
}

/** This member's name, `<node>-<8 hex digits>`; made up once and kept beside the data. */
export function etcdMemberName(files: ServerFiles, node: string): string {
  if (existsSync(files.etcdName)) return readFileSync(files.etcdName, "utf8");
  mkdirSync(files.etcdData, { recursive: true, mode: 0o700 });
  const name = `${node}-${randomBytes(4).toString("hex")}`;
  writeFileSync(files.etcdName, name, { mode: 0o600 });
  return name;
}

/** How etcd starts on the first server, or on one that has its data. */
export function etcdOwnStart(settings: ServerSettings, files: ServerFiles): EtcdStart {
  const name = etcdMemberName(files, settings.name);
  if (etcdInitialised(files)) return { name, state: "existing" };
  return { name, cluster: [`${name}=${peerUrl(settings.ip)}`], state: "new" };
}

/** A client of an etcd endpoint, with this server's own etcd certificate. */
export function etcdClientAt(files: ServerFiles, endpoint: string): EtcdClient {
  const read = (name: string) => readFileSync(join(files.tls, "etcd", name), "utf8");
  return etcdClient(endpoint, {
    ca: read("server-ca.crt"),
    cert: read("client.crt"),
    key: read("client.key"),
  });
}

/** This server's own endpoint. */
export const localEtcd = "https://127.0.0.1:2379";

/**
 * Resolves when the local etcd is a voting member that sees a leader; says what it waits for every 10 s.
 * A learner is promoted by the servers that are voters already (learners.ts).
 */
export async function waitForEtcd(files: ServerFiles, log: Logger): Promise<void> {
  const etcd = etcdClientAt(files, localEtcd);
  for (let tries = 1; ; tries++) {
    const role = await etcd.role().catch((error: Error) => error.message);
    if (role === "voter") return;
    if (tries % 50 === 0) log.info(`Waiting for etcd server to become available: ${reasons[role] ?? role}`);
    await sleep(200);
  }
}

const reasons: Readonly<Record<string, string>> = {
  learner: "this server has not yet been promoted from learner to voting member",
  leaderless: "this member sees no leader; are the other servers up?",
};
