import type { App, Env } from "../app.ts";
import { APP_SECRETS } from "./env-part.ts";
import { needParts } from "./needs/need-parts.ts";

/** Keys of the Secret `app-secrets` that an app's pods refer to, sorted. Pods wait for those that are not there. */
export function secretNames(app: App): string[] {
  const envs = [
    ...app.processes,
    ...app.jobs,
    ...(app.deploy.release === undefined ? [] : [app.deploy.release]),
  ];
  const names = [
    ...app.secrets,
    ...app.files.flatMap((file) => (file.kind === "secret" ? [file.secret] : [])),
    ...envs.flatMap(({ env }) => namesIn(env, app)),
  ];
  return [...new Set(names)].sort();
}

const namesIn = (env: Env, { needs }: App): string[] =>
  Object.values(env)
    .flat()
    .flatMap((part) => {
      if (typeof part === "string" || part.kind !== "need") return [];
      const need = needs.find(({ name }) => name === part.name);
      return need === undefined ? [] : needParts(need, part.field);
    })
    .flatMap((part) => (typeof part !== "string" && part.secret === APP_SECRETS ? [part.key] : []));
