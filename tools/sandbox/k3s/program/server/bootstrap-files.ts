import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { authorityFiles } from "../pki/authorities.ts";
import type { ServerFiles } from "./files.ts";

/** What makes a server a member of its cluster, by name, in base64: CAs, service account key, encryption keys. */
export type BootstrapFiles = Readonly<Record<string, { readonly Content: string }>>;

function paths(files: ServerFiles): readonly (readonly [string, string])[] {
  return [
    ...authorityFiles.map((name) => [name, join(files.tls, name)] as const),
    ["encryption-config", files.encryptionConfig],
  ];
}

/** Reads what a server that joins has to have. */
export function readBootstrapFiles(files: ServerFiles): BootstrapFiles {
  return Object.fromEntries(
    paths(files)
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => [name, { Content: readFileSync(path).toString("base64") }]),
  );
}

/** Writes what a peer has sent, over whatever was there: a peer's word counts more than a file put there by hand. */
export function writeBootstrapFiles(files: ServerFiles, bootstrap: BootstrapFiles): void {
  for (const [name, path] of paths(files)) {
    const content = bootstrap[name]?.Content;
    if (content === undefined) continue;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, Buffer.from(content, "base64"), { mode: 0o600 });
  }
}
