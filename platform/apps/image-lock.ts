import type { Diagnostic, Problem } from "../config/diagnostic.ts";
import { formatFound } from "../config/diagnostic.ts";
import { parseImageName } from "../config/image-name.ts";
import type { SourceFile } from "../config/read-documents.ts";
import { isTable } from "../config/table.ts";
import { locate, parseTomlDocument } from "../config/toml-document.ts";

/** What image.lock gives: the image of one environment, and what is wrong with the file. */
export interface LockReading {
  readonly image?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads image.lock, which builds write beside loco.toml: `image` is the app's, `image` in `[environments.<name>]` that of
 * an environment, which otherwise has the app's. Every image has a digest.
 */
export function readImageLock(lock: SourceFile | undefined, environment: string | undefined): LockReading {
  if (lock === undefined) return { diagnostics: [] };
  const document = parseTomlDocument(lock.file, lock.text);
  if ("severity" in document) return { diagnostics: [document] };
  const problems: Problem[] = [];
  const imageAt = (table: unknown, path: readonly string[]): string | undefined => {
    if (!isTable(table)) {
      problems.push({ severity: "error", path, message: "must be a table", found: formatFound(table) });
      return undefined;
    }
    const strange = Object.keys(table).find(
      (key) => key !== "image" && (key !== "environments" || path.length > 0),
    );
    if (strange !== undefined)
      problems.push({
        severity: "error",
        path: [...path, strange],
        atKey: true,
        message: "unknown key; known here: image",
      });
    const { image } = table;
    if (image === undefined) return undefined;
    if (typeof image === "string" && parseImageName(image)?.digest !== undefined) return image;
    problems.push({
      severity: "error",
      path: [...path, "image"],
      message: "must be an image with a digest, such as ghcr.io/acme/shop@sha256:...",
      found: formatFound(image),
    });
    return undefined;
  };
  const { environments = {} } = document.value;
  const top = imageAt(document.value, []);
  if (!isTable(environments))
    problems.push({
      severity: "error",
      path: ["environments"],
      message: "must be a table",
      found: formatFound(environments),
    });
  const overlays = isTable(environments) ? Object.entries(environments) : [];
  const own = new Map(overlays.map(([name, table]) => [name, imageAt(table, ["environments", name])]));
  const image = (environment === undefined ? undefined : own.get(environment)) ?? top;
  return { ...(image === undefined ? {} : { image }), diagnostics: locate(problems, () => document) };
}
