// With the punctuation around it left out.
const PLACEHOLDER = /[^\s(`]*<[\w.-]+>[^\s`]*[^\s`).,;:]|[^\s(`]*<[\w.-]+>/g;

/**
 * Text as Markdown shows it unchanged. What stands in backticks is code and stays so; a word with a `<placeholder>`
 * becomes code, because an escaped bracket would end up in the link that GitHub makes of a plain URL.
 */
export function escapeMarkdown(text: string): string {
  return outsideCode(
    outsideCode(text, (plain) => plain.replace(PLACEHOLDER, "`$&`")),
    (plain) => plain.replace(/[\\<*[\]|]/g, "\\$&"),
  );
}

function outsideCode(text: string, change: (plain: string) => string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}

/** The anchor that GitHub gives a heading, when no heading before it has the same. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}
