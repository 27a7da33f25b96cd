import { readFileSync } from "node:fs";
import { join } from "node:path";
import { httpsRequest } from "../../../../kubernetes/https-request.ts";
import { localEtcd } from "./etcd.ts";
import type { ServerFiles } from "./files.ts";

/** What this server keeps in etcd itself, apart from the API server. */
export interface EtcdKeys {
  /** Keys that begin with `prefix`, by the cluster's latest word. */
  list(prefix: string): Promise<string[]>;
  put(key: string): Promise<void>;
  /** Deletes a key that may be gone already. */
  delete(key: string): Promise<void>;
}

/** Keys through this server's own etcd. @see https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
export function localKeys(files: ServerFiles): EtcdKeys {
  const read = (name: string) => readFileSync(join(files.tls, "etcd", name), "utf8");
  async function call<T>(path: string, body: unknown): Promise<T> {
    const credentials = { ca: read("server-ca.crt"), cert: read("client.crt"), key: read("client.key") };
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, ...credentials };
    const answer = await httpsRequest(`${localEtcd}/v3/kv/${path}`, options, JSON.stringify(body));
    if (answer.status === 200) return JSON.parse(answer.body) as T;
    throw new Error(`etcd: ${answer.body.trim()}`);
  }
  return {
    async list(prefix) {
      const range = { key: base64(prefix), range_end: base64(afterPrefix(prefix)), keys_only: true };
      const { kvs = [] } = await call<{ kvs?: { key: string }[] }>("range", range);
      return kvs.map(({ key }) => Buffer.from(key, "base64").toString());
    },
    put: async (key) => void (await call("put", { key: base64(key) })),
    delete: async (key) => void (await call("deleterange", { key: base64(key) })),
  };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The first key behind all that begin with a prefix. */
const afterPrefix = (prefix: string) =>
  `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
