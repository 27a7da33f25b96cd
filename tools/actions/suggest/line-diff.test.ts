import { expect, it } from "vitest";
import { changedLines, lineDiff } from "./line-diff.ts";

it("shows lines that are new or gone, each after its table", () => {
  const before = 'name = "shop"\n[http]\npath = "/a"\n';
  const after = 'name = "shop"\nport = 80\n[http]\npath = "/b"\n';
  expect(changedLines(lineDiff(before, after)).map(({ sign, text }) => `${sign}${text}`)).toEqual([
    "+port = 80",
    " [http]",
    '-path = "/a"',
    '+path = "/b"',
  ]);
});

it("is quick about a long file that hardly changes", () => {
  const long = Array.from({ length: 20_000 }, (_, i) => `A${i} = "x"`).join("\n");
  expect(changedLines(lineDiff(long, long.replace('A7 = "x"', 'A7 = "y"')))).toEqual([
    { sign: "-", text: 'A7 = "x"' },
    { sign: "+", text: 'A7 = "y"' },
  ]);
});

it("takes lines for the same whose comments only moved", () => {
  const before = "port = 80   # where it listens\n";
  const after = 'port = 80          # where it listens\nowner = "team-web"\n';
  expect(changedLines(lineDiff(before, after))).toEqual([{ sign: "+", text: 'owner = "team-web"' }]);
});
