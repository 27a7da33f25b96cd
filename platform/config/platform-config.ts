import { fillDerivedDefaults } from "./derived-defaults.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { PlatformConfig } from "./platform-config.gen.ts";
import { NOWHERE, type Reading, readDocuments, type SourceFile } from "./read-documents.ts";
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
import { parseTomlDocument, type TomlDocument } from "./toml-document.ts";
import { validatePlatform } from "./validate-platform.gen.ts";

/** What reading platform.toml gave. */
export type PlatformReading = Reading<PlatformConfig>;

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

/** Reads platform.toml and the overlays laid over it, in order, and reports everything that is wrong with them at once. */
export function readPlatformConfig(
  sources: readonly [SourceFile, ...SourceFile[]],
  rules: readonly Rule[] = [],
): PlatformReading {
  const parsed = sources.map(({ file, text }) => parseTomlDocument(file, text));
  const unreadable = parsed.filter((document): document is Diagnostic => "severity" in document);
  if (unreadable.length > 0) return { diagnostics: unreadable, ...NOWHERE };
  return readDocuments<PlatformConfig>(parsed as [TomlDocument, ...TomlDocument[]], {
    validate: validatePlatform,
    allKeys: () => "docs/reference/platform-toml.md",
    complete(config, broken) {
      if (!broken.has("addons") && !broken.has("k3s")) fillDerivedDefaults(config);
    },
    rules: [...RULES, ...rules],
  });
}
