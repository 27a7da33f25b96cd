/** What stands in a value in place of a `${...}`. */
export type Reference =
  | { readonly kind: "secret"; readonly name: string }
  /** What one of its needs is reached by. */
  | { readonly kind: "need"; readonly name: string; readonly field: string }
  /** The app's own address. */
  | { readonly kind: "app"; readonly field: AddressField }
  /** Address of one of its processes, inside the cluster. */
  | { readonly kind: "process"; readonly name: string; readonly field: AddressField }
  /** Address of another app of the platform. */
  | { readonly kind: "other-app"; readonly name: string; readonly field: AddressField };

export type AddressField = "url" | "host";

/** A value of env: texts and references, as they follow each other. A value without references is one text, or none. */
export type EnvValue = readonly (string | Reference)[];

/** A `${` that means nothing we know. */
export interface BadPlaceholder {
  /** As it is written. */
  readonly text: string;
}

const TOKEN = /\$\$\{|\$\{[^}]*\}?/g;

const ADDRESS = /^(?:app|(processes|apps)\.([a-z0-9-]+))\.(url|host)$/;

const NEED = /^needs\.([a-z0-9-]+)\.([a-z0-9_]+)$/;

const SECRET = /^secrets\.([A-Za-z_][A-Za-z0-9_]*)$/;

/** The roots of placeholders: in other keys such a `${` was meant to be one. */
const ROOTS = /\$\{(?:needs|secrets|app|processes|apps)\./;

/** Whether a text that is not a value of env seems to hold a placeholder. A shell's `${HOME}` is none. */
export const looksLikePlaceholder = (text: string): boolean => ROOTS.test(text.replaceAll("$${", ""));

/** Takes a value of env apart. */
export function parseEnvValue(text: string): { value: EnvValue; bad: readonly BadPlaceholder[] } {
  const parts: (string | Reference)[] = [];
  const bad: BadPlaceholder[] = [];
  let literal = "";
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    literal += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "$${") {
      literal += "${";
      continue;
    }
    const reference = match[0].endsWith("}") ? parseReference(match[0].slice(2, -1)) : undefined;
    if (reference === undefined) bad.push({ text: match[0] });
    else {
      if (literal !== "") parts.push(literal);
      parts.push(reference);
      literal = "";
    }
  }
  literal += text.slice(end);
  if (literal !== "") parts.push(literal);
  return { value: parts, bad };
}

function parseReference(inside: string): Reference | undefined {
  const secret = SECRET.exec(inside)?.[1];
  if (secret !== undefined) return { kind: "secret", name: secret };
  const [, need, of] = NEED.exec(inside) ?? [];
  if (need !== undefined && of !== undefined) return { kind: "need", name: need, field: of };
  const [matched, root, name = "", field] = ADDRESS.exec(inside) ?? [];
  if (matched === undefined) return undefined;
  const address = field as AddressField;
  if (root === undefined) return { kind: "app", field: address };
  return { kind: root === "processes" ? "process" : "other-app", name, field: address };
}
