/** A string of synthesised JSON, taken apart: plain text, and what Terraform would evaluate. */
export type TemplatePart = { readonly literal: string } | { readonly expression: string };

/**
 * Takes a Terraform string template apart.
 *
 * @throws Error for `%{...}` directives and `~` markers, which nothing of ours uses.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      literal += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith("%{", at)) {
      throw new Error(`a template directive is not known: ${text.slice(at, at + 40)}`);
    } else if (text.startsWith("${", at)) {
      const end = endOfExpression(text, at + 2);
      const expression = text.slice(at + 2, end).trim();
      if (/^~|~$/.test(expression)) throw new Error(`a strip marker is not known: \${${expression}}`);
      if (literal !== "") parts.push({ literal });
      parts.push({ expression });
      literal = "";
      at = end + 1;
    } else {
      literal += text[at];
      at += 1;
    }
  }
  if (literal !== "" || parts.length === 0) parts.push({ literal });
  return parts;
}

/** The expressions inside any value of synthesised JSON. */
export function expressionsIn(value: unknown): string[] {
  if (typeof value === "string")
    return parseTemplate(value).flatMap((part) => ("expression" in part ? [part.expression] : []));
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

/** Index of the brace that closes the expression which starts at `start`. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfQuoted(text, at + 1);
    else if (sign === "{") depth += 1;
    else if (sign === "}" && depth === 0) return at;
    else if (sign === "}") depth -= 1;
  }
  throw new Error(`an expression does not end: \${${text.slice(start, start + 40)}`);
}

/** Index of the quote that closes the string which starts at `start`; the string may hold templates itself. */
function endOfQuoted(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith("$${", at)) at += 2;
    else if (text.startsWith("${", at)) at = endOfExpression(text, at + 2);
    else if (text[at] === '"') return at;
  }
  throw new Error(`a string in an expression does not end: "${text.slice(start, start + 40)}`);
}
