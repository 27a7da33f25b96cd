import { formatFound, type Problem } from "../../config/diagnostic.ts";
import type { AppFile } from "../app-file.gen.ts";
import { processEntries } from "../app-file.ts";
import { needFields } from "../needs.ts";
import { parseEnvValue, type Reference } from "../placeholders.ts";
import { type AppRule, wrong } from "./app-rule.ts";

const KNOWN =
  "${secrets.NAME}, ${needs.<name>.<field>}, ${app.url}, ${processes.<name>.url}, ${apps.<name>.url} (or .host)";

interface Place {
  readonly env: AppFile["env"];
  readonly path: readonly string[];
  readonly port: number | undefined;
}

function places(file: AppFile): Place[] {
  const jobs = Object.entries(file.jobs).map(([name, { env }]) => ({
    env,
    path: ["jobs", name, "env"],
    port: undefined,
  }));
  const processes = Object.entries(file.processes).map(([name, { env, port }]) => ({
    env,
    path: ["processes", name, "env"],
    port,
  }));
  return [{ env: file.env, path: ["env"], port: file.port }, ...processes, ...jobs];
}

/** Names of variables are given once, and placeholders lead somewhere. */
export const envRule: AppRule = {
  reads: ["env", "secrets", "needs", "processes", "jobs", "port", "command", "args"],
  check: (file) =>
    places(file).flatMap(({ env, path, port }) =>
      Object.entries(env).flatMap(([name, value]): Problem[] => {
        const at = [...path, name];
        if (name === "PORT" && port !== undefined)
          return [{ ...wrong(at, `is set by the platform, from port = ${port}; leave it out`), atKey: true }];
        if (file.secrets.includes(name))
          return [
            {
              ...wrong(at, "is also in secrets, which makes it a variable already; keep one of them"),
              atKey: true,
            },
          ];
        return typeof value === "string" ? placeholderProblems(value, at, file) : [];
      }),
    ),
};

function placeholderProblems(text: string, at: Problem["path"], file: AppFile): Problem[] {
  const { value, bad } = parseEnvValue(text);
  return [
    ...bad.map((each) => ({
      ...wrong(
        at,
        `has a placeholder that means nothing: ${each.text}`,
        `known are ${KNOWN}; a literal \${ is written $\${`,
      ),
      found: formatFound(text),
    })),
    ...value
      .flatMap((part) => (typeof part === "string" ? [] : (deadEnd(part, file) ?? [])))
      .map((message) => wrong(at, message)),
  ];
}

/** Why a reference leads nowhere, or undefined. */
function deadEnd(reference: Reference, file: AppFile): string | undefined {
  switch (reference.kind) {
    case "secret":
      return file.secrets.includes(reference.name)
        ? undefined
        : `names the secret ${reference.name}, which is not listed: write secrets = ["${reference.name}"]`;
    case "need": {
      const need = file.needs[reference.name];
      if (need === undefined) return `names the need ${reference.name}, which there is not`;
      const fields = needFields(need);
      return fields.includes(reference.field)
        ? undefined
        : `names ${reference.field} of ${reference.name}, which has ${fields.join(", ")}`;
    }
    case "app":
      return file.port === undefined ? `names the app's address, but the app has no port` : undefined;
    case "process": {
      const named = processEntries(file).find(({ name }) => name === reference.name);
      if (named === undefined) return `names the process ${reference.name}, which there is not`;
      return named.keys.port === undefined
        ? `names the process ${reference.name}, which has no port`
        : undefined;
    }
    case "other-app":
      return reference.name === file.name
        ? `names this app itself: write \${app.${reference.field}}`
        : undefined;
  }
}
