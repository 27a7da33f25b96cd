import { BATCH } from "./batch-chart.ts";

const SEPARATOR = "---\n# Source: ";
const PART = `${SEPARATOR}${BATCH}/charts/`;

/**
 * Takes what Helm printed for a batch apart, by part, each as Helm prints it for the part's chart alone. Helm puts its
 * separator before every object and none in between: it cuts templates' output at each line that begins with `---`. Order
 * within a part stays, which is Helm's too: it sorts all objects by kind and keeps ties as they are.
 *
 * @param chartOf name of the chart behind a part
 */
export function splitManifests(text: string, chartOf: (part: string) => string): ReadonlyMap<string, string> {
  const parts = new Map<string, string[]>();
  let at = text.startsWith(PART) ? 0 : next(text, 0);
  while (at !== -1) {
    const following = next(text, at);
    const slash = text.indexOf("/", at + PART.length);
    const part = text.slice(at + PART.length, slash);
    const object = text.slice(slash, following === -1 ? text.length : following);
    const objects = parts.get(part) ?? [];
    if (objects.length === 0) parts.set(part, objects);
    objects.push(`${SEPARATOR}${chartOf(part)}${object}`);
    at = following;
  }
  return new Map([...parts].map(([part, objects]) => [part, normalForm(objects.join(""))]));
}

/** Manifests end with one line break, and are empty when there are none. */
export function normalForm(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" ? "" : `${trimmed}\n`;
}

function next(text: string, from: number): number {
  const found = text.indexOf(`\n${PART}`, from);
  return found === -1 ? -1 : found + 1;
}
