import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes the API server's encryption config with a new key, unless there is one: its key is needed for ever. */
export function ensureEncryptionConfig(file: string): void {
  if (existsSync(file)) return;
  const secret = randomBytes(32).toString("base64");
  const config = {
    kind: "EncryptionConfiguration",
    apiVersion: "apiserver.config.k8s.io/v1",
    resources: [
      {
        resources: ["secrets"],
        providers: [{ aescbc: { keys: [{ name: "aescbckey", secret }] } }, { identity: {} }],
      },
    ],
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
}
