import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The two processor architectures that k3s is released for here. */
export type ReleaseArch = "amd64" | "arm64";

/** A release of k3s, as the mirror serves it. */
export interface Release {
  /** The program: a script for the node binary that is in every VM of the sandbox. */
  readonly binary: Buffer;
  /** SHA-256 of the program in hex. */
  readonly sha256: string;
}

const entry = fileURLToPath(new URL("program/main.ts", import.meta.url));
const project = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Makes the stand-in for a k3s release. The same version, such as `v1.34.3+k3s1`, always gives the same bytes;
 * as with real releases, the bytes of each architecture are its own.
 */
export async function buildRelease(version: string, arch: ReleaseArch): Promise<Release> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    // esbuild names each source file in a comment, relative to this folder.
    absWorkingDir: project,
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    // A script without an extension is CommonJS to Node.
    format: "cjs",
    banner: { js: `#!/opt/sandbox/bin/node\n// k3s ${version} for ${arch}` },
    define: { K3S_VERSION: JSON.stringify(version) },
    logLevel: "silent",
  });
  const binary = Buffer.concat(outputFiles.map((file) => file.contents));
  return { binary, sha256: createHash("sha256").update(binary).digest("hex") };
}
