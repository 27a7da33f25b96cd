import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Terraform remembers in `.terraform` which state it worked on last, and offers to copy that one when it is told of
 * another. Environments share the folder, so what it remembers of another environment is forgotten: nobody wants one
 * environment's state copied over another's.
 */
export function forgetOtherEnvironment(stackDir: string, environment: string | undefined): void {
  const marker = join(stackDir, ".loco-environment");
  const current = environment ?? "";
  if (read(marker) === current) return;
  for (const name of [".terraform/terraform.tfstate", ".terraform.lock.hcl"]) {
    rmSync(join(stackDir, name), { force: true });
  }
  mkdirSync(stackDir, { recursive: true });
  writeFileSync(marker, current);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
