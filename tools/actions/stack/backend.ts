import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

type Backend = Readonly<Record<string, { readonly path?: string }>>;

/** Type of the backend that the synthesised stack in `dir` has: `local`, `s3`, `http` or `pg`. */
export function backendOf(dir: string): string {
  return Object.keys(readBackend(dir))[0] ?? "local";
}

/** True for a local state that is not there, or is empty as synth leaves it: nobody needs Terraform to know. */
export function hasNoLocalState(dir: string): boolean {
  const path = readBackend(dir).local?.path;
  if (path === undefined) return false;
  const file = resolve(dir, path);
  return !existsSync(file) || readFileSync(file, "utf8").trim() === "";
}

function readBackend(dir: string): Backend {
  const { terraform } = JSON.parse(readFileSync(join(dir, "cdk.tf.json"), "utf8")) as {
    terraform: { backend?: Backend };
  };
  return terraform.backend ?? {};
}
