import type { App, Env } from "./app.ts";
import { WEB } from "./app-file.ts";

/** Where a file names another app. */
export interface NamedApp {
  /** The key. */
  readonly path: readonly string[];
  /** The key that says it otherwise: a variable of a process may be the app's. */
  readonly otherwise?: readonly string[];
  readonly name: string;
  /** How the key names an app. */
  readonly written: (name: string) => string;
}

/** Apps whose address values of env hold. */
export const appsInEnv = ({ processes, jobs }: Pick<App, "processes" | "jobs">): readonly NamedApp[] =>
  [
    ...processes.map(({ name, env }) => ({ path: name === WEB ? [] : ["processes", name], env })),
    ...jobs.map(({ name, env }) => ({ path: ["jobs", name], env })),
  ].flatMap(({ path, env }: { path: string[]; env: Env }) =>
    Object.entries(env).flatMap(([variable, value]) =>
      value.flatMap((piece) =>
        typeof piece !== "string" && piece.kind === "other-app"
          ? [
              {
                path: [...path, "env", variable],
                otherwise: ["env", variable],
                name: piece.name,
                written: (app: string) => `\${apps.${app}.${piece.field}}`,
              },
            ]
          : [],
      ),
    ),
  );

/** Apps that `network` lets in or reaches. */
export const appsInNetwork = ({ network: { from, to = [] } }: Pick<App, "network">): readonly NamedApp[] => [
  ...from.map((name) => ({ path: ["network", "from"], name, written: (app: string) => `"${app}"` })),
  ...to.flatMap((place) =>
    place.kind === "app"
      ? [{ path: ["network", "to"], name: place.name, written: (app: string) => `"app:${app}"` }]
      : [],
  ),
];
