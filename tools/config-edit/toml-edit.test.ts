import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Edit, editToml } from "./toml-edit.ts";

const example = readFileSync(new URL("../../platform.toml", import.meta.url), "utf8");

/** Lines that are new or gone, as a diff shows them. */
function difference(before: string, after: string): string[] {
  const [old, lines] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !lines.includes(line)).map((line) => `-${line}`),
    ...lines.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

const edited = (text: string, ...edits: Edit[]) => editToml(text, edits);

describe("an edit of a TOML file", () => {
  it("changes a number and keeps the comment behind it", () => {
    const after = edited(example, { path: ["control_plane_count"], value: 3 });
    expect(difference(example, after)).toEqual([
      "-control_plane_count = 1                     # 1, 3 or 5",
      "+control_plane_count = 3                     # 1, 3 or 5",
    ]);
  });

  it("adds a table inside a table", () => {
    const after = edited(
      example,
      { path: ["control_plane", "generations", "cp-1"], value: 2 },
      { path: ["pools", 0, "generation"], value: 4 },
    );
    expect(difference(example, after)).toEqual(["+generations = { cp-1 = 2 }", "+generation = 4"]);
  });

  it.each([
    ["dotted keys", "generations.cp-1 = 2 # one\n", "generations.cp-1 = 3 # one\n"],
    ["quoted keys", 'generations."cp-1" = 2\n', 'generations."cp-1" = 3\n'],
    [
      "inline tables",
      "generations = { cp-1 = 2, cp-2 = 5 } # two\n",
      "generations = { cp-1 = 3, cp-2 = 5 } # two\n",
    ],
    ["a table", "\n[control_plane.generations]\ncp-1 = 2\n", "\n[control_plane.generations]\ncp-1 = 3\n"],
  ])("finds its value among %s", (_, before, after) => {
    const around = (text: string) =>
      `[control_plane]\noffering = "m" # medium\n${text}\n# pools\n[[pools]]\nname = "a"\n`;
    expect(edited(around(before), { path: ["control_plane", "generations", "cp-1"], value: 3 })).toBe(
      around(after),
    );
  });

  it("puts a new key before the comment of the next table", () => {
    const text = '[control_plane]\noffering = "m"\n\n# Where apps run.\n[[pools]]\nname = "a"\n';
    expect(edited(text, { path: ["control_plane", "generations", "cp-2"], value: 2 })).toBe(
      '[control_plane]\noffering = "m"\ngenerations = { cp-2 = 2 }\n\n# Where apps run.\n[[pools]]\nname = "a"\n',
    );
  });

  it("works in lists of inline tables", () => {
    const text = 'pools = [\n  { name = "a", count = 2 }, # one\n  { name = "b", count = 1 },\n] # all\n';
    expect(edited(text, { path: ["pools", 1, "count"], value: 0 })).toBe(
      text.replace("count = 1", "count = 0"),
    );
  });

  it("takes keys out", () => {
    const text = "[[pools]]\ngeneration = 2 # all\ngenerations = { a-1 = 3, a-2 = 9 } # some\ncount = 2\n";
    expect(
      edited(
        text,
        { path: ["pools", 0, "generation"], value: 4 },
        { path: ["pools", 0, "generations", "a-1"], value: undefined },
      ),
    ).toBe("[[pools]]\ngeneration = 4 # all\ngenerations = { a-2 = 9 } # some\ncount = 2\n");
  });

  it("keeps line ends, and the missing one of the last line", () => {
    const text = 'control_plane_count = 3 # x\r\n\r\n[control_plane]\r\noffering = "m"';
    expect(edited(text, { path: ["control_plane_count"], value: 1 })).toBe(text.replace("3", "1"));
    expect(edited(text, { path: ["control_plane", "generations", "cp-1"], value: 2 })).toBe(
      `${text}\r\ngenerations = { cp-1 = 2 }`,
    );
  });

  it("changes nothing when the value is there already", () => {
    expect(edited(example, { path: ["control_plane_count"], value: 1 })).toBe(example);
  });

  it("makes what an overlay does not have yet", () => {
    const text = '#:schema ./x.json\n\n# What differs.\n\n# The cloud.\n[cloudstack]\nzone = "s"\n';
    expect(edited(text, { path: ["control_plane_count"], value: 1 })).toBe(
      text.replace("# The cloud.", "control_plane_count = 1\n# The cloud."),
    );
    expect(edited(text, { path: ["control_plane", "generations", "cp-1"], value: 2 })).toBe(
      `${text}\n[control_plane]\ngenerations = { cp-1 = 2 }\n`,
    );
  });
});
