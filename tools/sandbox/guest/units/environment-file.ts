/**
 * Reads an `EnvironmentFile=`: `NAME=value` lines, `#` and `;` comments, values in quotes, a backslash at the
 * end of a line that joins the next one. Lines that are not assignments are left out, as systemd does.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
 */
export function parseEnvironmentFile(text: string): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const raw of text.replaceAll("\\\n", "").split(/\r?\n/)) {
    const assignment = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(raw);
    const [, name, value] = assignment ?? [];
    if (name !== undefined && value !== undefined) env[name] = unquote(value);
  }
  return env;
}

function unquote(value: string): string {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(value);
  if (quoted?.[1] === "'") return quoted[2] ?? "";
  if (quoted?.[1] === '"') return (quoted[2] ?? "").replace(/\\(["\\$`])/g, "$1");
  return value.replace(/\\(.)/g, "$1");
}
