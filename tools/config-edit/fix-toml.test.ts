import { describe, expect, it } from "vitest";
import { fixToml } from "./fix-toml.ts";

const move = (...from: string[]) => ({ kind: "move-to-top", from }) as const;

const SEED = `name = "myapp"
port = 3000

[logs]
structured = true
retention_period = "7d"

dockerfile_path = "."

`;

describe("mending a TOML file", () => {
  it("leaves the mark that editors of Windows begin a file with", () => {
    const fix = { kind: "rename", from: ["prot"], to: "port" } as const;
    expect(fixToml("\uFEFFprot = 1\r\n", fix)).toBe("\uFEFFport = 1\r\n");
  });

  it("moves a key out of the table that it slipped into, and keeps the rest as it is", () => {
    expect(fixToml(SEED, move("logs", "dockerfile_path"))).toBe(`name = "myapp"
port = 3000
dockerfile_path = "."

[logs]
structured = true
retention_period = "7d"

`);
  });

  it("moves it below the file's comment when nothing stands above the tables", () => {
    expect(fixToml("# Mine\n\n[logs]\nport = 1 # why\n", move("logs", "port"))).toBe(
      "# Mine\n\nport = 1 # why\n\n[logs]\n",
    );
  });

  it("moves values of several lines whole", () => {
    expect(fixToml('a = 1\n[logs]\nargs = [\n  "x",\n]\nb = 2\n', move("logs", "args"))).toBe(
      'a = 1\nargs = [\n  "x",\n]\n[logs]\nb = 2\n',
    );
  });

  it("renames a key where it stands", () => {
    const fix = { kind: "rename", from: ["logs", "structred"], to: "structured" } as const;
    expect(fixToml("[logs]\nstructred = true # yes\n", fix)).toBe("[logs]\nstructured = true # yes\n");
  });

  it.each([
    ["the place is taken", "port = 1\n[logs]\nport = 2\n", move("logs", "port")],
    ["the table is of one line", "logs = { port = 2 }\n", move("logs", "port")],
    [
      "the right name is there, too",
      "port = 1\nprot = 2\n",
      { kind: "rename", from: ["prot"], to: "port" } as const,
    ],
    ["the key is not there", "port = 1\n", move("logs", "port")],
  ])("leaves the file when %s", (_why, text, fix) => {
    expect(fixToml(text, fix)).toBeUndefined();
  });
});
