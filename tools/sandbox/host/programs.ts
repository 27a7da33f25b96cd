import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles what runs outside of this process into `<runDir>/programs`: the router, and in `lib/` and `shims/` what
 * machines see under /opt/sandbox. One file each, because a machine has no node_modules. Takes some 100 ms.
 *
 * @returns the folder.
 */
export async function buildPrograms(projectDir: string, runDir: string): Promise<string> {
  const sources = join(projectDir, "tools/sandbox");
  const outdir = join(runDir, "programs");
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: {
      router: join(sources, "host/router-main.ts"),
      "lib/init": join(sources, "guest/init-main.ts"),
      "lib/systemctl": join(sources, "guest/systemctl-main.ts"),
    },
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "silent",
  });
  cpSync(join(sources, "host/machine-boot.sh"), join(outdir, "machine-boot.sh"));
  cpSync(join(sources, "guest/shims"), join(outdir, "shims"), { recursive: true });
  for (const shim of readdirSync(join(outdir, "shims"))) chmodSync(join(outdir, "shims", shim), 0o755);
  return outdir;
}

/** Makes the place in the folder of binaries where machines find the host's node binary mounted. */
export function prepareBinDir(binDir: string): void {
  mkdirSync(binDir, { recursive: true });
  const node = join(binDir, "node");
  if (!existsSync(node)) writeFileSync(node, "");
}
