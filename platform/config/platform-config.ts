import type { Diagnostic, Problem } from "./diagnostic.ts";
import { documentOf, mergeTables } from "./overlay.ts";
import type { PlatformConfig } from "./platform-config.gen.ts";
import { addressRules } from "./rules/address-rules.ts";
import { apiAccessRules, networkRules, registryRules, stateRules } from "./rules/cluster-rules.ts";
import { poolRules } from "./rules/pool-rules.ts";
import { compileSchema } from "./schema-problems.ts";
import { locate, parseTomlDocument, type TomlDocument } from "./toml-document.ts";

/** A configuration file's name, as the person would type it, and its text. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** What reading platform.toml gave: a configuration when no diagnostic is an error. */
export interface PlatformReading {
  readonly config?: PlatformConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** A rule across keys, checked on a configuration whose every key is right by itself. */
export type Rule = (config: PlatformConfig) => Problem[];

const RULES: readonly Rule[] = [
  networkRules,
  addressRules,
  poolRules,
  apiAccessRules,
  stateRules,
  registryRules,
];

/**
 * Reads platform.toml and the overlays laid over it, in order, and reports everything that is wrong with them at
 * once. Rules across keys are checked once every key by itself is right.
 */
export function readPlatformConfig(
  schema: object,
  sources: readonly [SourceFile, ...SourceFile[]],
  rules: readonly Rule[] = [],
): PlatformReading {
  const parsed = sources.map(({ file, text }) => parseTomlDocument(file, text));
  const broken = parsed.filter((document): document is Diagnostic => "severity" in document);
  if (broken.length > 0) return { diagnostics: broken };
  const documents = parsed as [TomlDocument, ...TomlDocument[]];
  // Validation fills in defaults in place, so it works on a copy.
  const value = structuredClone(
    documents.map((document) => document.value).reduce(mergeTables),
  ) as unknown as PlatformConfig;
  const problems = compileSchema(schema)(value);
  if (problems.length === 0) problems.push(...[...RULES, ...rules].flatMap((rule) => rule(value)));
  const diagnostics = locate(problems, (path) => documentOf(documents, path));
  return diagnostics.some(({ severity }) => severity === "error")
    ? { diagnostics }
    : { config: value, diagnostics };
}
