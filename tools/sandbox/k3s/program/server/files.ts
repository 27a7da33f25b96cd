import { join } from "node:path";

/** The files of a server, as k3s names them. */
export interface ServerFiles {
  readonly tls: string;
  readonly cred: string;
  readonly etcdData: string;
  /** Holds this member's etcd name; gone with the data. */
  readonly etcdName: string;
  /** There when the others have removed this member. */
  readonly tombstone: string;
  readonly encryptionConfig: string;
  readonly token: string;
  readonly agentToken: string;
  readonly nodeToken: string;
}

/** The files under `<data-dir>/server`. */
export function serverFiles(dataDir: string): ServerFiles {
  const server = join(dataDir, "server");
  return {
    tls: join(server, "tls"),
    cred: join(server, "cred"),
    etcdData: join(server, "db/etcd"),
    etcdName: join(server, "db/etcd/name"),
    tombstone: join(server, "db/etcd/tombstone"),
    encryptionConfig: join(server, "cred/encryption-config.json"),
    token: join(server, "token"),
    agentToken: join(server, "agent-token"),
    nodeToken: join(server, "node-token"),
  };
}
