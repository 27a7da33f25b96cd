import { stripVTControlCharacters } from "node:util";

/** An error that Terraform reported. */
export interface Complaint {
  /** Its first line, without `Error: `. */
  readonly summary: string;
  /** The text below it, without the snippet of configuration. */
  readonly detail: string;
  /** The resource it is about. */
  readonly address?: string;
}

/** A line of the machine-readable output of `plan -json` and `apply -json`; https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
export interface UiLine {
  readonly "@level": "info" | "warn" | "error";
  readonly "@message": string;
  readonly type: string;
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
  readonly change?: {
    readonly resource: { readonly addr: string };
    readonly action: string;
    readonly reason?: string;
  };
  readonly hook?: {
    readonly resource: { readonly addr: string };
    readonly action?: string;
    readonly elapsed_seconds?: number;
  };
}

/** Reads one line; undefined for what Terraform or a provider printed as plain text. */
export function parseUiLine(line: string): UiLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(line) as UiLine;
    return typeof parsed["@message"] === "string" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Every error in Terraform's output, whether it was printed as JSON lines or as boxes of text, each once. */
export function complaintsOf(output: string): readonly Complaint[] {
  const plain: string[] = [];
  const found: Complaint[] = [];
  const failed = new Set<string>();
  for (const line of stripVTControlCharacters(output).split(/\r?\n/)) {
    const ui = parseUiLine(line);
    if (ui?.type === "apply_errored" && ui.hook !== undefined) failed.add(ui.hook.resource.addr);
    if (ui === undefined) plain.push(line);
    else if (ui.diagnostic?.severity === "error") {
      const { summary, detail = "", address } = ui.diagnostic;
      found.push({ summary, detail, ...(address === undefined ? {} : { address }) });
    }
  }
  // The CloudStack provider does not say which object it could not delete, but Terraform does.
  const [only] = failed.size === 1 ? failed : [];
  const all = [...found, ...boxes(plain)].map((one) =>
    one.address === undefined && only !== undefined ? { ...one, address: only } : one,
  );
  return all.filter(
    (one, i) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i,
  );
}

/**
 * Errors as text: `Error: ` and what follows, each line behind a bar when Terraform draws a box, until the box closes
 * or the next message begins. Terraform wraps lines at the terminal's width, so lines of a paragraph are joined.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/command/format/diagnostic.go
 */
function boxes(lines: readonly string[]): Complaint[] {
  const found: { summary: string; lines: string[] }[] = [];
  let open = false;
  for (const raw of lines) {
    if (/^\s*[╵╷]/.test(raw)) {
      open = false;
      continue;
    }
    const line = raw.replace(/^\s*│ ?/, "");
    const summary = /^\s*Error: (.*)$/.exec(line)?.[1];
    if (summary !== undefined) {
      found.push({ summary, lines: [] });
      open = true;
    } else if (/^\s*Warning: /.test(line)) open = false;
    else if (open) found.at(-1)?.lines.push(line);
  }
  return found.map(({ summary, lines: below }) => ({ summary: summary.trim(), ...describe(below) }));
}

function describe(lines: readonly string[]): Pick<Complaint, "detail" | "address"> {
  const address = lines
    .map((line) => /^\s+with (\S+),$/.exec(line)?.[1])
    .find((found) => found !== undefined);
  const paragraphs = lines
    .join("\n")
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== "" && !/^\s+(with|on) \S/.test(paragraph))
    .map((paragraph) =>
      /^\s/m.test(paragraph.trimEnd()) ? paragraph.trimEnd() : paragraph.replaceAll("\n", " "),
    );
  return { detail: paragraphs.join("\n\n").trim(), ...(address === undefined ? {} : { address }) };
}
