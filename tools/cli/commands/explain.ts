import { buildCommand } from "@stricli/core";
import { type Explanation, explain } from "../../actions/explain.ts";
import { wrap } from "../../console/wrap.ts";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
}

/** `loco explain [key]` */
export const explainCommand = buildCommand({
  docs: {
    brief: "What a key of loco.toml means",
    fullDescription:
      "Says what a key of an app's file means, what may be written, and what it is when it is left out, for instance\n  npx loco explain scalers.cpu_target\nWithout a key: all keys.",
  },
  parameters: {
    flags: { json },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Key, with dots", parse: String, placeholder: "key", optional: true }],
    },
  },
  func(this: LocoContext, flags: Flags, key?: string) {
    const found = explain(key ?? "");
    print(this, flags.json ? JSON.stringify(found, undefined, 2) : format(found));
  },
});

/** Without the marks of Markdown, which the same words have on a page. */
function format({
  key,
  description,
  required,
  value,
  default: fallback,
  examples,
  keys,
}: Explanation): string {
  const facts = [
    ...(key === "" ? [] : [["value", value]]),
    ...(required && key !== "" ? [["default", "none; it is required"]] : []),
    ...(fallback === undefined ? [] : [["default", fallback]]),
    ...examples.map((example) => ["example", example]),
  ];
  const width = Math.max(0, ...keys.map(({ name }) => name.length));
  return [
    ...(key === "" ? [] : [key, ""]),
    ...wrap(description),
    ...(facts.length === 0 ? [] : [""]),
    ...facts.map(([name, text]) => `  ${(name ?? "").padEnd(7)}  ${text}`),
    ...(keys.length === 0 ? [] : [""]),
    ...keys.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`.trimEnd()),
  ]
    .join("\n")
    .replaceAll("`", "");
}
