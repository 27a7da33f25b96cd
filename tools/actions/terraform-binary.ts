import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

type Env = Readonly<Partial<Record<string, string>>>;

/** Full path of a program on PATH, or undefined. */
export function findOnPath(name: string, env: Env): string | undefined {
  if (name.includes("/")) return isExecutable(name) ? name : undefined;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Terraform or OpenTofu: TERRAFORM_BINARY_NAME decides between two, as it does for cdktf. */
export function findTerraform(env: Env): string | undefined {
  const named = env.TERRAFORM_BINARY_NAME;
  if (named !== undefined && named !== "") return findOnPath(named, env);
  return findOnPath("terraform", env) ?? findOnPath("tofu", env);
}
