import { join } from "node:path";
import type { ServerSettings } from "../config/settings.ts";
import type { Authorities, AuthorityName } from "../pki/authorities.ts";
import type { LeafSubject } from "../pki/leaf.ts";
import { ensureLeaf } from "../pki/leaf-files.ts";
import { serverSans } from "../pki/sans.ts";

/** The name that the API server accepts on requests that carry somebody else's identity. */
export const authProxyName = "system:auth-proxy";

/** A server's own certificates by file name: who signs each, and what it says (pkg/daemons/control/deps/deps.go in k3s). */
function serverLeaves(
  settings: ServerSettings,
): Readonly<Record<string, { readonly signer: AuthorityName; readonly subject: LeafSubject }>> {
  const client = (commonName: string, ...organizations: string[]) =>
    ({ signer: "client-ca", subject: { commonName, organizations, usages: ["client"] } }) as const;
  const etcdSans = ["localhost", "127.0.0.1", settings.ip, settings.name];
  return {
    "client-admin": client("system:admin", "system:masters"),
    "client-supervisor": client("system:k3s-supervisor", "system:masters"),
    "client-controller": client("system:kube-controller-manager"),
    "client-scheduler": client("system:kube-scheduler"),
    "client-kube-apiserver": client("system:apiserver", "system:masters"),
    "client-auth-proxy": {
      signer: "request-header-ca",
      subject: { commonName: authProxyName, usages: ["client"] },
    },
    "serving-kube-apiserver": {
      signer: "server-ca",
      subject: { commonName: "kube-apiserver", usages: ["server"], sans: serverSans(settings) },
    },
    "etcd/client": { signer: "etcd/server-ca", subject: { commonName: "etcd-client", usages: ["client"] } },
    "etcd/server-client": {
      signer: "etcd/server-ca",
      subject: { commonName: "etcd-server", usages: ["server", "client"], sans: etcdSans },
    },
    "etcd/peer-server-client": {
      signer: "etcd/peer-ca",
      subject: { commonName: "etcd-peer", usages: ["server", "client"], sans: etcdSans },
    },
  };
}

/** Makes sure that every certificate of this server is on disk, signed by the cluster's CAs. */
export async function ensureServerLeaves(
  tls: string,
  settings: ServerSettings,
  authorities: Authorities,
): Promise<void> {
  for (const [file, { signer, subject }] of Object.entries(serverLeaves(settings))) {
    await ensureLeaf(join(tls, file), authorities[signer], subject);
  }
}
