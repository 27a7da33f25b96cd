/** A value that only Terraform knows, named here and given meaning by whoever renders the text. */
export interface Reference<Name extends string = string> {
  readonly ref: Name;
}

/** Text with references in it: what nodes are given, before it is decided for whom it is rendered. */
export type Text<Name extends string = string> = readonly (string | Reference<Name>)[];

/** Tag for template literals: text`token: ${{ ref: "server-token" }}`. */
export function text<Name extends string>(
  parts: TemplateStringsArray,
  ...references: readonly (string | Reference<Name>)[]
): Text<Name> {
  const pieces = parts.flatMap((part, i) => {
    const reference = references[i];
    return reference === undefined ? [part] : [part, reference];
  });
  return pieces.filter((piece) => piece !== "");
}

/** Joins texts. */
export function joinTexts<Name extends string>(texts: readonly Text<Name>[], separator: string): Text<Name> {
  return texts.flatMap((item, i) => (i === 0 ? item : [separator, ...item]));
}

/** Renders with a real value for every reference. */
export function renderText<Name extends string>(
  source: Text<Name>,
  values: Readonly<Record<Name, string>>,
): string {
  return source.map((piece) => (typeof piece === "string" ? piece : values[piece.ref])).join("");
}

/** Renders as a Terraform string template; `expressions` are bare, without `${}`. */
export function renderTerraform<Name extends string>(
  source: Text<Name>,
  expressions: Readonly<Record<Name, string>>,
): string {
  return source
    .map((piece) => (typeof piece === "string" ? escapeTerraform(piece) : `\${${expressions[piece.ref]}}`))
    .join("");
}

/**
 * Keeps Terraform from reading shell's `${...}` and `%{...}` as its own.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function escapeTerraform(plain: string): string {
  return plain.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** Whether a value is text with references, and not a plain list of texts. */
export function isText<Name extends string>(value: unknown): value is Text<Name> {
  return (
    Array.isArray(value) &&
    value.some((piece) => typeof piece === "object" && piece !== null && "ref" in piece)
  );
}

/** Renders every text inside a value, at any depth. */
export function renderDeep<Name extends string>(
  value: unknown,
  render: (source: Text<Name>) => unknown,
): unknown {
  if (typeof value === "string") return render([value]);
  if (isText<Name>(value)) return render(value);
  if (Array.isArray(value)) return value.map((item) => renderDeep(item, render));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderDeep(item, render)]));
}
