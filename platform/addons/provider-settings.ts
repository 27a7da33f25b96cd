import type { Problem } from "../config/diagnostic.ts";

/** Which settings of its table go with a choice, such as a DNS provider. Those of every choice are in neither. */
export interface ChoiceSettings<Key extends string = string> {
  /** Those it cannot do without. */
  readonly needs: readonly Key[];
  /** Those it has beside them. */
  readonly takes: readonly Key[];
}

/** What is missing for the provider that is chosen, and what goes with another one. */
export function providerProblems(
  table: Problem["path"],
  provider: string,
  settings: Readonly<Record<string, unknown>>,
  { needs, takes }: ChoiceSettings,
): Problem[] {
  const given = Object.keys(settings).filter((key) => settings[key] !== undefined);
  const missing = needs
    .filter((key) => !given.includes(key))
    .map(
      (key): Problem => ({
        severity: "error",
        path: [...table, key],
        message: `is required when provider is ${provider}`,
      }),
    );
  const known = [...needs, ...takes];
  const foreign = given
    .filter((key) => !known.includes(key))
    .map((key) => pointless([...table, key], `provider is ${provider}`));
  return [...missing, ...foreign];
}

/** A key that nothing comes of. */
export const pointless = (path: Problem["path"], when: string): Problem => ({
  severity: "error",
  path,
  atKey: true,
  message: `has no effect when ${when}; remove it`,
});
