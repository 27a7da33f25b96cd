import type { App, Env } from "../app.ts";
import type { EnvValue, Reference } from "../placeholders.ts";
import { appAddress, otherAppAddress, processAddress } from "./address.ts";
import type { Process } from "./app-values.gen.ts";
import { APP_SECRETS, type EnvPart } from "./env-part.ts";
import { needParts } from "./needs/need-parts.ts";

/** Variables of a container: what secrets hold comes first, so that the others can be put together from it. */
export type EnvValues = Required<Pick<Process, "secretEnv" | "env">>;

type SecretPart = Exclude<EnvPart, string>;

/**
 * A container's variables. A value that is put together from secrets has Kubernetes do so when the container starts: each
 * secret is a variable before it, which it names as `$(NAME)`.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function envValues(app: App, domain: string, own: Env, port?: number): EnvValues {
  const resolved = Object.entries(own).map(([name, value]) => [name, partsOf(value, app, domain)] as const);
  const secretEnv = new Map<string, SecretPart>([
    ...app.secrets.map((name) => [name, { secret: APP_SECRETS, key: name }] as const),
    ...resolved.flatMap(([name, parts]) => {
      const [only] = parts;
      return parts.length === 1 && typeof only === "object" ? [[name, only] as const] : [];
    }),
  ]);
  const variableOf = (part: SecretPart): string => {
    for (const [name, each] of secretEnv) if (isSame(each, part)) return name;
    const name = unused(helperName(part), (each) => secretEnv.has(each) || Object.hasOwn(own, each));
    secretEnv.set(name, part);
    return name;
  };
  const env = resolved
    .filter(([name]) => !secretEnv.has(name))
    .map(([name, parts]): [string, string] => [
      name,
      parts.map((part) => (typeof part === "string" ? escaped(part) : `$(${variableOf(part)})`)).join(""),
    ]);
  return {
    secretEnv: sorted(secretEnv),
    env: sorted(port === undefined ? env : [...env, ["PORT", String(port)]]),
  };
}

const sorted = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** A value with its references followed; texts that meet are one. */
function partsOf(value: EnvValue, app: App, domain: string): EnvPart[] {
  const parts: EnvPart[] = [];
  for (const part of value.flatMap((each) =>
    typeof each === "string" ? [each] : follow(each, app, domain),
  )) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

function follow(reference: Reference, app: App, domain: string): readonly EnvPart[] {
  const { kind } = reference;
  switch (kind) {
    case "secret":
      return [{ secret: APP_SECRETS, key: reference.name }];
    case "need": {
      const need = app.needs.find(({ name }) => name === reference.name);
      return need === undefined ? [] : needParts(need, reference.field);
    }
    case "app":
      return [appAddress(app, domain, reference.field)];
    case "process":
      return [processAddress(app, reference.name, reference.field)];
    case "other-app":
      return [otherAppAddress(reference.name, domain, reference.field)];
  }
}

/**
 * Text that Kubernetes leaves as it is: `$$` becomes `$` and `$(NAME)` a variable, and what follows a `$` at the end may be
 * such a name in brackets.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go
 */
export const escaped = (text: string): string => text.replaceAll(/\$(?=[$(]|$)|(?<=\$)\$/g, "$$$$");

const isSame = (a: SecretPart, b: SecretPart) => a.secret === b.secret && a.key === b.key;

const helperName = ({ secret, key }: SecretPart) =>
  `LOCO_${secret === APP_SECRETS ? "" : `${secret}_`}${key}`.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_");

/** The name itself, or the first with a number after it that is not taken. */
export function unused(name: string, taken: (name: string) => boolean): string {
  for (let i = 1; ; i++) {
    const each = i === 1 ? name : `${name}_${i}`;
    if (!taken(each)) return each;
  }
}
