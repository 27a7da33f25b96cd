import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { PUBLISHED } from "../../platform/addons/in-cluster.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { PublishedPlatform } from "../../platform/published/published-platform.gen.ts";
import { runKubectl } from "../kubernetes/kubectl.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What came of writing the file. */
export interface Pulled {
  /** Absolute. */
  readonly path: string;
  readonly platform: PublishedPlatform;
  /** Whether the file is another one than before. */
  readonly changed: boolean;
}

/**
 * Writes what the platform publishes for apps to a file.
 *
 * @throws LocoError TOOL_MISSING, TOOL_FAILED, PLATFORM_NOT_PUBLISHED, FILE_EXISTS
 */
export async function pullPlatform(cwd: string, env: Env, out: string): Promise<Pulled> {
  const path = resolve(cwd, out);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (before !== undefined && formatOf(before) === undefined) {
    throw new LocoError("FILE_EXISTS", `${out} exists and is not a platform's`, {
      hint: "choose another file with --out",
    });
  }
  const text = await readPublished(env);
  if (formatOf(text) !== 1) {
    throw new LocoError(
      "PLATFORM_NOT_PUBLISHED",
      "the platform publishes itself in a layout that is not known here",
      {
        hint: "it was deployed with a newer Loco: take that one here, too",
      },
    );
  }
  const changed = text !== before;
  if (changed) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
  return { path, platform: JSON.parse(text) as PublishedPlatform, changed };
}

async function readPublished(env: Env): Promise<string> {
  const { namespace, name, key } = PUBLISHED;
  const args = ["get", "configmap", name, "--namespace", namespace, "--output=json", "--ignore-not-found"];
  const timeout = "--request-timeout=20s";
  const stdout = await runKubectl(env, [...args, timeout], "kubectl could not read the platform");
  const text = stdout === "" ? undefined : (JSON.parse(stdout) as ConfigMap).data?.[key];
  if (text !== undefined) return text;
  throw new LocoError("PLATFORM_NOT_PUBLISHED", `the cluster has no ConfigMap ${namespace}/${name}`, {
    hint: "is it the platform's cluster? npx cdktf deploy platform makes it, on every platform with addons",
  });
}

interface ConfigMap {
  readonly data?: Readonly<Record<string, string>>;
}

function formatOf(text: string): number | undefined {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    return typeof format === "number" ? format : undefined;
  } catch {
    return undefined;
  }
}
