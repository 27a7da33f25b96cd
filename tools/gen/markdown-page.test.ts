import { expect, test } from "vitest";
import { readMarkdown } from "./markdown-page.ts";

test("finds fenced blocks with language, line and text, also with a fence inside", () => {
  const { blocks } = readMarkdown("a\n\n```toml\n# x\nb = 1\n```\n\n````md\n```sh\nls\n```\n````\n");
  expect(blocks).toEqual([
    { language: "toml", line: 3, text: "# x\nb = 1\n" },
    { language: "md", line: 8, text: "```sh\nls\n```\n" },
  ]);
});

test("finds links to files and headings of this repository", () => {
  const { links } = readMarkdown(
    '[a](x/y.md "title") and ![b](<p.png>)\n[c](#here), [d](z%20z.md#there)\n\n[e]: ../q.md\n',
  );
  expect(links).toEqual([
    { path: "x/y.md", anchor: "", line: 1 },
    { path: "p.png", anchor: "", line: 1 },
    { path: "", anchor: "here", line: 2 },
    { path: "z z.md", anchor: "there", line: 2 },
    { path: "../q.md", anchor: "", line: 4 },
  ]);
});

test("takes other sites and code for no links", () => {
  const { links } = readMarkdown("[a](https://x.y) [m](mailto:a@b.c) `[b](c.md)`\n```md\n[d](e.md)\n```\n");
  expect(links).toEqual([]);
});

test("names headings as GitHub does, numbering repeated ones", () => {
  const { anchors } = readMarkdown(
    "# The `[k3s.oidc]` table\n## A & b_c\n## A & b_c\n```sh\n# no heading\n```\n",
  );
  expect(anchors).toEqual(["the-k3soidc-table", "a--b_c", "a--b_c-1"]);
});
