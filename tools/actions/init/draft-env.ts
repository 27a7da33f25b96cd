import { type DatastoreType, needFields } from "../../../platform/apps/needs.ts";
import { holdsSecret, isSecretName } from "../../../platform/apps/secret-names.ts";
import type { DraftLine } from "./draft.ts";
import type { DraftNeed } from "./draft-needs.ts";

/** A variable of an example. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** File and line. */
  readonly place: string;
}

const PREFIXES: Readonly<Record<DatastoreType, string>> = {
  postgres: "DB|DATABASE|POSTGRES|POSTGRESQL|PG|SQL",
  mysql: "DB|DATABASE|MYSQL|MARIADB|SQL",
  redis: "REDIS|CACHE|VALKEY",
  rabbitmq: "RABBITMQ|RABBIT|AMQP|BROKER",
  mongodb: "MONGO|MONGODB|DB|DATABASE",
  elasticsearch: "ELASTICSEARCH|ELASTIC|ES",
};

const SCHEMES: Readonly<Record<DatastoreType, RegExp>> = {
  postgres: /^postgres(?:ql)?:/,
  mysql: /^(?:mysql2?|mariadb):/,
  redis: /^redis:/,
  rabbitmq: /^amqp:/,
  mongodb: /^mongodb:/,
  elasticsearch: /^https?:.*:9200/,
};

/** The variable that most libraries read, or their handbooks name. */
const USUAL: Readonly<Record<DatastoreType, string>> = {
  postgres: "DATABASE_URL",
  mysql: "DATABASE_URL",
  redis: "REDIS_URL",
  rabbitmq: "RABBITMQ_URL",
  mongodb: "MONGODB_URI",
  elasticsearch: "ELASTICSEARCH_URL",
};

const FIELDS: Readonly<Record<string, string>> = {
  URL: "url",
  URI: "url",
  DSN: "url",
  HOST: "host",
  HOSTNAME: "host",
  PORT: "port",
  USER: "user",
  USERNAME: "user",
  PASSWORD: "password",
  PASS: "password",
  NAME: "database",
  DATABASE: "database",
  DB: "database",
  VHOST: "vhost",
};

/**
 * What becomes of the variables that an app takes: references to its needs, names of secrets, values of env. The value of
 * what looks like a secret is not copied.
 */
export function draftEnv(
  variables: readonly Variable[],
  needs: readonly DraftNeed[],
  hasAddress: boolean,
): { readonly lines: readonly DraftLine[]; readonly notes: readonly string[] } {
  const lines: DraftLine[] = [];
  const secrets: Variable[] = [];
  const notes: string[] = [];
  for (const variable of variables) {
    const { name, place } = variable;
    if (name === "PORT") continue;
    const value = withDefaults(variable.value);
    const env = (text: string, why: string) => lines.push({ path: ["env", name], value: text, why });
    const reference = value === undefined ? undefined : referenceOf(name, value, needs);
    if (reference !== undefined) env(reference, `in place of the one in ${place}`);
    else if (isSecretName(name) || holdsSecret(value ?? "")) secrets.push(variable);
    else if (value === undefined)
      notes.push(`${name} (${place}) is not taken: its value is another variable's`);
    else if (hasAddress && /^(?:APP|PUBLIC|BASE|SITE)_URL$/.test(name) && isLocal(value))
      env("${app.url}", `the app's address, in place of the one in ${place}`);
    else if (/^(?:development|dev|local)$/.test(value) && /(?:^|_)ENV(?:IRONMENT)?$/.test(name))
      env("production", `${value} in ${place}`);
    else if (/^(?:true|1|on)$/i.test(value) && /(?:^|_)DEBUG$/.test(name))
      env("false", `${value} in ${place}`);
    else {
      const local = isLocal(value) ? "CHANGE: nothing is at localhost here; " : "";
      env(value.replaceAll("${", "$${"), `${local}example in ${place}`);
    }
  }
  // A need that no variable tells of is of no use to the app.
  for (const { name, type } of needs) {
    if (lines.some(({ value }) => String(value).includes(`\${needs.${name}.`))) continue;
    const usual = USUAL[type];
    if (lines.some(({ path }) => path[1] === usual) || secrets.some((each) => each.name === usual))
      notes.push(`no variable tells the app where ${name} is: \${needs.${name}.url} in [env] does`);
    else
      lines.push({
        path: ["env", usual],
        value: `\${needs.${name}.url}`,
        why: "its usual name; write the one that the app reads",
      });
  }
  const names = [...new Set(secrets.map(({ name }) => name))];
  const where = secrets.map(({ place }) => place).join(", ");
  return {
    lines: [
      ...(names.length === 0
        ? []
        : [{ path: ["secrets"], value: names, why: `names that look like secrets, in ${where}` }]),
      ...lines,
    ],
    notes,
  };
}

const isLocal = (value: string): boolean => /(?:^|[/@])(?:localhost|127\.0\.0\.1)(?:[:/]|$)/.test(value);

/** A value of compose with its variables' defaults; undefined when one has none. */
function withDefaults(value: string): string | undefined {
  const filled = value.replaceAll(/\$\{\w+:?-([^}]*)\}/g, "$1");
  return /\$\{?\w/.test(filled) ? undefined : filled;
}

/** The need's field that a variable stands for. */
function referenceOf(name: string, value: string, needs: readonly DraftNeed[]): string | undefined {
  const to = (need: DraftNeed, field: string) =>
    needFields(need).includes(field) ? `\${needs.${need.name}.${field}}` : undefined;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s]*@)?([\w.-]+)/i.exec(value)?.[1];
  for (const need of needs) {
    if (need.service !== undefined && value === need.service) return to(need, "host");
    const isOnly = needs.filter(({ type }) => type === need.type).length === 1;
    if ((host !== undefined && host === need.service) || (isOnly && SCHEMES[need.type].test(value)))
      return to(need, "url");
    const [, field] = new RegExp(`^(?:${PREFIXES[need.type]})_?([A-Z]+)$`).exec(name) ?? [];
    const known = FIELDS[field ?? ""];
    if (isOnly && known !== undefined) return to(need, known);
  }
  return undefined;
}
