import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ToolchainContext } from "../../tools/sandbox/toolchain/context.ts";

const REQUIREMENTS = join(import.meta.dirname, "../e2e/checkov/requirements.txt");

/** Installs checkov from PyPI into the cache, at the pinned versions, unless it is there; its absolute path. */
export async function ensureCheckov({ cacheDir, reporter }: ToolchainContext): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  const folder = join(cacheDir, "toolchain", `checkov-${hash}`);
  const complete = join(folder, "complete");
  if (!existsSync(complete))
    await reporter.step("install checkov (once)", async () => {
      await rm(folder, { recursive: true, force: true });
      await execa("python3", ["-m", "venv", folder]);
      const install = [
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--requirement",
        REQUIREMENTS,
      ];
      await execa(join(folder, "bin/pip"), install);
      writeFileSync(complete, "");
    });
  return join(folder, "bin/checkov");
}
