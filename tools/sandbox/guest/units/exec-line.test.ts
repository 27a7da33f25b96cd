import { describe, expect, it } from "vitest";
import { expandCommand, parseExec, splitWords } from "./exec-line.ts";

describe("splitWords", () => {
  it("honours both kinds of quotes and C escapes", () => {
    expect(splitWords(`/bin/sh -c 'echo "a b"' "x\\ty" it\\x27s ""`)).toEqual([
      "/bin/sh",
      "-c",
      'echo "a b"',
      "x\ty",
      "it's",
      "",
    ]);
  });

  it("refuses an open quote", () => {
    expect(() => splitWords("/bin/sh 'a")).toThrow("a ' is not closed");
  });
});

describe("parseExec", () => {
  it("reads the prefix for ignored failures", () => {
    expect(parseExec("-/sbin/modprobe overlay")).toEqual({
      words: ["/sbin/modprobe", "overlay"],
      ignoreFailure: true,
      literal: false,
    });
  });

  it("refuses a relative program and several commands in one line", () => {
    expect(() => parseExec("k3s server")).toThrow("absolute path, found 'k3s'");
    expect(() => parseExec("/bin/a ; /bin/b")).toThrow("several commands");
  });
});

describe("expandCommand", () => {
  it("splits $NAME into words, keeps ${NAME} as one and drops what is unset", () => {
    const command = parseExec("/bin/x $ARGS --name=${NAME} $NONE $$HOME");
    expect(expandCommand(command, { ARGS: "-a -b", NAME: "one two" })).toEqual([
      "/bin/x",
      "-a",
      "-b",
      "--name=one two",
      "$HOME",
    ]);
  });
});
