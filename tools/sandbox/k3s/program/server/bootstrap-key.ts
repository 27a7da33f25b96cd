import { createHash } from "node:crypto";
import { FatalError } from "../log.ts";
import type { EtcdKeys } from "./etcd-keys.ts";

const prefix = "/bootstrap/";

/** The key of the cluster's identity in etcd, which k3s encrypts with the server token; the stand-in keeps an empty value. */
function keyOf(token: string): string {
  return `${prefix}${createHash("sha256").update(token).digest("hex").slice(0, 12)}`;
}

/**
 * Finds the cluster's identity under this server's token, or puts it there when the cluster is new.
 *
 * @throws FatalError when it is there under another token, whether this server has just joined or comes back
 * @see pkg/cluster/storage.go of k3s
 */
export async function claimBootstrapKey(etcd: EtcdKeys, token: string): Promise<void> {
  const keys = await etcd.list(prefix);
  if (keys.includes(keyOf(token))) return;
  if (keys.length > 0) {
    throw new FatalError(
      "Failed to reconcile with temporary etcd: bootstrap data already found and encrypted with different token",
    );
  }
  await etcd.put(keyOf(token));
}

/** Moves the identity from the old token to the new one; where it has been moved already, nothing is done. */
export async function moveBootstrapKey(etcd: EtcdKeys, old: string, token: string): Promise<void> {
  const keys = await etcd.list(prefix);
  if (!keys.includes(keyOf(token))) await etcd.put(keyOf(token));
  if (old !== token) await etcd.delete(keyOf(old));
}
