import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

const FOLDER = new URL("../../../templates/cloud-init/", import.meta.url);

/** Compiled templates by name; most are rendered for every node. */
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/**
 * Renders `templates/cloud-init/<name>.hbs`. Nothing is escaped, because the output is never HTML; a variable that
 * is not given is an error.
 */
export function renderTemplate(name: string, values: Readonly<Record<string, unknown>> = {}): string {
  const template = compiled.get(name) ?? compile(name);
  compiled.set(name, template);
  return template(values);
}

function compile(name: string): Handlebars.TemplateDelegate {
  const source = readFileSync(new URL(`${name}.hbs`, FOLDER), "utf8");
  return Handlebars.compile(source, { noEscape: true, strict: true });
}
