import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { type KubeClient, KubeError } from "../../../../kubernetes/kube-client.ts";

/** scrypt's cost in k3s (pkg/authenticator/hash/scrypt.go); the memory it takes is 128 * N * r bytes. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** A password's hash in k3s's format, `$1:<salt>:15:8:1:<key>`. */
export function hashPassword(password: string, salt: string = randomBytes(8).toString("hex")): string {
  const key = scryptSync(password, salt, 64, cost).toString("base64").replace(/=+$/, "");
  return `$1:${salt}:15:8:1:${key}`;
}

/** Whether a password is the one that was hashed. */
export function verifyPassword(hash: string, password: string): boolean {
  const salt = hash.split(":")[1] ?? "";
  const actual = Buffer.from(hashPassword(password, salt));
  const expected = Buffer.from(hash);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** The Secret that remembers a node's password, `<node>.node-password.k3s` in kube-system. */
export function passwordSecretPath(node: string): string {
  return `/api/v1/namespaces/kube-system/secrets/${passwordSecretName(node)}`;
}

function passwordSecretName(node: string): string {
  return `${node.toLowerCase()}.node-password.k3s`;
}

/** Whether a machine may be the node that it says it is: the first one under a name sets the password. */
export async function admitsNode(kube: KubeClient, node: string, password: string): Promise<boolean> {
  const known = await readHash(kube, node);
  if (known !== undefined) return verifyPassword(known, password);
  try {
    await kube.create("/api/v1/namespaces/kube-system/secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: passwordSecretName(node), namespace: "kube-system" },
      immutable: true,
      data: { hash: Buffer.from(hashPassword(password)).toString("base64") },
    });
    return true;
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 409)) throw error;
  }
  const raced = await readHash(kube, node);
  return raced !== undefined && verifyPassword(raced, password);
}

async function readHash(kube: KubeClient, node: string): Promise<string | undefined> {
  const secret = await kube.find<{ data?: { hash?: string } }>(passwordSecretPath(node));
  if (secret === undefined) return undefined;
  return Buffer.from(secret.data?.hash ?? "", "base64").toString();
}
