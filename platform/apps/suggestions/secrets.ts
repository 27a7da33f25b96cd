import type { AppFile } from "../app-file.gen.ts";
import { parseEnvValue } from "../placeholders.ts";
import { holdsSecret, isSecretName } from "../secret-names.ts";
import { type Advice, type SuggestionRule, set } from "./suggestion.ts";

interface Place {
  readonly env: AppFile["env"];
  readonly path: readonly string[];
}

const places = (file: AppFile): Place[] => [
  { env: file.env, path: ["env"] },
  ...(["processes", "jobs"] as const).flatMap((kind) =>
    Object.entries(file[kind]).map(([name, { env }]) => ({ env, path: [kind, name, "env"] })),
  ),
];

/** A text that stands in the file as it is, and is neither a path nor a switch. */
const isLiteral = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length > 3 &&
  !/^(?:\/|\.|true$|false$|none$|[0-9.]+$)/i.test(value) &&
  parseEnvValue(value).value.every((part) => typeof part === "string");

export const secretInEnv: SuggestionRule = {
  name: "secret-in-env",
  gain: "safer",
  // What kube-linter calls env-var-secret and Polaris sensitiveContainerEnvVar. The value is never shown.
  check: (file) =>
    places(file).flatMap(({ env, path }) =>
      Object.entries(env)
        .filter(([name, value]) => isLiteral(value) && (isSecretName(name) || holdsSecret(value)))
        .map(([name]): Advice => {
          const at = [...path, name];
          const elsewhere = places(file).filter((place) => Object.hasOwn(place.env, name));
          return {
            path: at,
            isSecret: true,
            why: `${name} looks like a secret, and whoever reads the repository has it. As a secret only its name is in the file. Give it a new value: the old one stays in the history.`,
            changes: [
              ...elsewhere.map((place) => set([...place.path, name], undefined)),
              set(["secrets"], [...file.secrets, name]),
            ],
          };
        }),
    ),
};
