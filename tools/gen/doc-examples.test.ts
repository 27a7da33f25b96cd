import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSample } from "../../platform/apps/testing/sample-app.ts";
import { userDataSizeRule } from "../../platform/cluster/cloud-init/size-rule.ts";
import { formatDiagnostics } from "../../platform/config/diagnostic.ts";
import { readPlatformConfig } from "../../platform/config/platform-config.ts";
import { type MarkdownPage, readMarkdown } from "./markdown-page.ts";

const root = join(import.meta.dirname, "../..");
const NOT_OURS = new Set(["node_modules", "cdktf.out"]);

/** Our Markdown files under a folder, relative to the repository. */
function markdownFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name.startsWith(".") || NOT_OURS.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const pages = new Map(
  markdownFiles(".").map((path) => [path, readMarkdown(readFileSync(join(root, path), "utf8"))] as const),
);

/** What is wrong with the complete platform.toml and loco.toml files that a page shows. */
function wrongExamples(file: string, { blocks }: MarkdownPage): string {
  const complete = blocks.filter(
    ({ language, text }) => language === "toml" && /^# platform\.toml\b/.test(text),
  );
  const apps = blocks.filter(({ language, text }) => language === "toml" && /^# loco\.toml\b/.test(text));
  const wrongApps = apps
    .map(({ text, line }) => {
      const { diagnostics } = readSample("\n".repeat(line) + text, { file });
      return formatDiagnostics(diagnostics.filter(({ severity }) => severity === "error"));
    })
    .filter((diagnostics) => diagnostics !== "");
  const wrongPlatforms = complete
    .map(({ text, line }) => {
      // With these lines before it, a diagnostic's line is the page's.
      const source = { file, text: "\n".repeat(line) + text };
      return formatDiagnostics(readPlatformConfig([source], [userDataSizeRule]).diagnostics);
    })
    .filter((diagnostics) => diagnostics !== "");
  return [...wrongPlatforms, ...wrongApps].join("\n");
}

/** The links of a page that lead nowhere, as `file:line target`. */
function brokenLinks(file: string, { links }: MarkdownPage): string[] {
  return links
    .filter(({ path, anchor }) => {
      const target = path === "" ? file : join(path.startsWith("/") ? "." : dirname(file), path);
      if (!existsSync(join(root, target))) return true;
      if (anchor === "" || statSync(join(root, target)).isDirectory() || !target.endsWith(".md"))
        return false;
      return !pages.get(target)?.anchors.includes(anchor);
    })
    .map(({ path, anchor, line }) => `${file}:${line} ${path}${anchor === "" ? "" : `#${anchor}`}`);
}

describe("our Markdown files", () => {
  it.each([...pages.keys()])("%s shows valid platform.toml files and links that lead somewhere", (file) => {
    const page = pages.get(file) ?? readMarkdown("");
    expect(wrongExamples(file, page)).toBe("");
    expect(brokenLinks(file, page)).toEqual([]);
  });
});

describe("a page that rots", () => {
  it("is found by the line of the mistake in a complete platform.toml", () => {
    const page = readMarkdown('# Title\n\n```toml\n# platform.toml\nname = "acme"\ncount = 3\n```\n');
    expect(wrongExamples("docs/x.md", page)).toMatch(/^docs\/x\.md:6:1 +count .*unknown/m);
  });

  it("is found by the line of the mistake in a complete loco.toml", () => {
    const page = readMarkdown('# Title\n\n```toml\n# loco.toml\nname = "shop"\nprot = 3\n```\n');
    expect(wrongExamples("docs/x.md", page)).toMatch(/^docs\/x\.md:6:1 +prot .*did you mean port/m);
  });

  it("may show parts of a file", () => {
    expect(wrongExamples("docs/x.md", readMarkdown('```toml\nname = "acme"\n```\n'))).toBe("");
  });

  it("is found by a link to a file or heading that is not there", () => {
    const page = readMarkdown(
      "[a](gone.md)\n[b](reference/errors.md#gone)\n[c](reference/errors.md#errors)\n[d](../platform.toml)\n",
    );
    expect(brokenLinks("docs/x.md", page)).toEqual([
      "docs/x.md:1 gone.md",
      "docs/x.md:2 reference/errors.md#gone",
    ]);
  });
});
