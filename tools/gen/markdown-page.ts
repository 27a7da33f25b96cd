import { anchorOf } from "./markdown-text.ts";

/** A fenced code block of a Markdown page. */
export interface FencedBlock {
  /** What stands after the opening fence, such as `toml`; empty for none. */
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, 1-based. */
  readonly line: number;
}

/** A link of a Markdown page to a place in this repository. */
export interface RelativeLink {
  /** File or folder as written, relative to the page; empty for a link within the page. */
  readonly path: string;
  /** Heading in it, as {@link MarkdownPage.anchors} names it; empty for none. */
  readonly anchor: string;
  /** 1-based. */
  readonly line: number;
}

/** The parts of a Markdown page that can go wrong without anyone noticing. */
export interface MarkdownPage {
  readonly blocks: readonly FencedBlock[];
  /** Links that lead neither to another site nor to a mail address. */
  readonly links: readonly RelativeLink[];
  /** The anchors of its headings, as GitHub makes them. */
  readonly anchors: readonly string[];
}

interface Line {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

const FENCE = /^\s*(`{3,}|~{3,})\s*(\S*)/;
const LINK = /\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** Takes a Markdown page apart. Indented code is read as prose. */
export function readMarkdown(text: string): MarkdownPage {
  const { prose, blocks } = splitFences(text);
  return { blocks, links: prose.flatMap(linksOf), anchors: anchorsOf(prose) };
}

function splitFences(page: string): { readonly prose: readonly Line[]; readonly blocks: FencedBlock[] } {
  const prose: Line[] = [];
  const blocks: FencedBlock[] = [];
  let open: (Omit<FencedBlock, "text"> & { readonly fence: string; readonly body: string[] }) | undefined;
  for (const [index, text] of page.split("\n").entries()) {
    const line = index + 1;
    const [, fence = "", language = ""] = FENCE.exec(text) ?? [];
    if (open === undefined) {
      if (fence === "") prose.push({ text, line });
      else open = { fence, language, line, body: [] };
    } else if (fence.startsWith(open.fence) && language === "") {
      blocks.push({ language: open.language, line: open.line, text: open.body.join("") });
      open = undefined;
    } else {
      open.body.push(`${text}\n`);
    }
  }
  return { prose, blocks };
}

function linksOf({ text, line }: Line): RelativeLink[] {
  return [...text.replace(/`[^`]*`/g, "").matchAll(LINK)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((target) => !ELSEWHERE.test(target))
    .map((target) => {
      const [path = "", anchor = ""] = target.split("#");
      return { path: decodeURI(path), anchor, line };
    });
}

function anchorsOf(prose: readonly Line[]): string[] {
  const seen = new Map<string, number>();
  return prose.flatMap(({ text }) => {
    const heading = /^#{1,6}\s+(.*)$/.exec(text)?.[1];
    if (heading === undefined) return [];
    const anchor = anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim());
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return [before === 0 ? anchor : `${anchor}-${before}`];
  });
}
