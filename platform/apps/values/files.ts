import type { App, MountedFile } from "../app.ts";
import type { AppValues } from "./app-values.gen.ts";
import { unused } from "./env.ts";
import { APP_SECRETS } from "./env-part.ts";

type Content = Extract<MountedFile, { kind: "content" }>;

/** Texts by their keys in a ConfigMap, and where they go. */
export interface FileValues {
  readonly texts: Pick<AppValues, "files">;
  readonly mounts: Pick<AppValues["pods"], "files" | "secretFiles">;
}

/** An app's files. */
export function fileValues({ files }: Pick<App, "files">): FileValues {
  const keys = new Map<string, Content>();
  for (const file of files)
    if (file.kind === "content")
      keys.set(
        unused(keyOf(file.path), (key) => keys.has(key)),
        file,
      );
  const secrets = files.flatMap((file) =>
    file.kind === "secret" ? [[file.path, { secret: APP_SECRETS, key: file.secret }] as const] : [],
  );
  const each = [...keys];
  return {
    texts:
      each.length === 0
        ? {}
        : { files: Object.fromEntries(each.map(([key, { content }]) => [key, content])) },
    mounts: {
      ...(each.length === 0 ? {} : { files: Object.fromEntries(each.map(([key, { path }]) => [path, key])) }),
      ...(secrets.length === 0 ? {} : { secretFiles: Object.fromEntries(secrets) }),
    },
  };
}

/** A path as a ConfigMap's key: at most 253 letters, digits, `-`, `_` and `.`; of long ones the end. */
const keyOf = (path: string) =>
  path
    .slice(1)
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .slice(-240)
    .replace(/^\.+/, "_");
