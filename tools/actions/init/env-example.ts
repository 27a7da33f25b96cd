import type { Said } from "./dockerfile.ts";

/** Names of the file that shows which variables an app takes. `.env` itself is nobody's business. */
export const ENV_EXAMPLES = [".env.example", ".env.sample", ".env.template", ".env.dist", "env.example"];

/** Reads the variables of such a file, the way the dotenv libraries do. */
export function readEnvExample(text: string): ReadonlyMap<string, Said<string>> {
  const env = new Map<string, Said<string>>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [, name, rest = ""] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    const quoted = /^(["'`])(.*?)\1\s*(?:#.*)?$/.exec(rest)?.[2];
    env.set(name, { value: quoted ?? rest.replace(/(?:^|\s+)#.*$/, ""), line: i + 1 });
  }
  return env;
}
