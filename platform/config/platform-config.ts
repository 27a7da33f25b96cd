import { fillDerivedDefaults } from "./derived-defaults.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { documentOf, mergeTables } from "./overlay.ts";
import type { PlatformConfig } from "./platform-config.gen.ts";
import { addressRule } from "./rules/address-rules.ts";
import {
  apiAccessRule,
  networkRule,
  podNetworkRule,
  registryRule,
  stateRule,
} from "./rules/cluster-rules.ts";
import {
  capacityRule,
  generationRule,
  poolAddressRule,
  poolNameRule,
  serverAddressRule,
} from "./rules/pool-rules.ts";
import type { Rule } from "./rules/rule.ts";
import { schemaProblems } from "./schema-problems.ts";
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
  /** Where a key stands, as `platform.toml:12`: in the last file that has it. Undefined when it is a default. */
  readonly placeOf: (path: readonly (string | number)[]) => string | undefined;
}

const RULES: readonly Rule[] = [
  networkRule,
  serverAddressRule,
  poolNameRule,
  poolAddressRule,
  addressRule,
  generationRule,
  podNetworkRule,
  capacityRule,
  apiAccessRule,
  stateRule,
  registryRule,
];

/**
 * Reads platform.toml and the overlays laid over it, in order, and reports everything that is wrong with them at
 * once. A rule across keys is checked when the keys it reads are right by themselves.
 */
export function readPlatformConfig(
  sources: readonly [SourceFile, ...SourceFile[]],
  rules: readonly Rule[] = [],
): PlatformReading {
  const parsed = sources.map(({ file, text }) => parseTomlDocument(file, text));
  const unreadable = parsed.filter((document): document is Diagnostic => "severity" in document);
  if (unreadable.length > 0) return { diagnostics: unreadable, placeOf: () => undefined };
  const documents = parsed as [TomlDocument, ...TomlDocument[]];
  // Validation fills in defaults in place, so it works on a copy.
  const value = structuredClone(
    documents.map((document) => document.value).reduce(mergeTables),
  ) as unknown as PlatformConfig;
  const problems = schemaProblems(value);
  const broken = new Set(problems.map(({ path }) => path[0]));
  if (!broken.has("addons") && !broken.has("k3s")) fillDerivedDefaults(value);
  const sound = [...RULES, ...rules].filter(({ reads }) => !reads.some((key) => broken.has(key)));
  problems.push(...sound.flatMap(({ check }) => check(value)));
  const diagnostics = locate(problems, (path) => documentOf(documents, path));
  const placeOf = (path: readonly (string | number)[]) => {
    const said = documents.findLast((document) => document.has(path));
    return said === undefined ? undefined : `${said.file}:${said.position(path).line}`;
  };
  return diagnostics.some(({ severity }) => severity === "error")
    ? { diagnostics, placeOf }
    : { config: value, diagnostics, placeOf };
}
