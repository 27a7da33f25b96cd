import { describe, expect, it } from "vitest";
import { readDockerfile } from "./dockerfile.ts";

const ports = (text: string) => readDockerfile(text).ports.map(({ value, line }) => `${value}@${line}`);

describe("a Dockerfile", () => {
  it("says of the last stage alone what it exposes, with what that stage is built from", () => {
    expect(ports("FROM a AS build\nEXPOSE 1\nFROM b\nEXPOSE 2")).toEqual(["2@4"]);
    expect(ports("FROM a AS Base\nEXPOSE 1\nFROM x\nFROM base\nEXPOSE 2/tcp 3/udp 4-6")).toEqual([
      "1@2",
      "2@5",
      "4@5",
    ]);
  });

  it("puts arguments and variables in, and leaves out what only a build knows", () => {
    expect(ports("ARG P=8080\nFROM a\nARG P\nEXPOSE $P")).toEqual(["8080@4"]);
    expect(ports("ARG P=8080\nFROM a\nEXPOSE $P")).toEqual([]);
    expect(ports('FROM a\nENV P=81 Q="8${P}"\nEXPOSE ${Q} ${R:-90} ${S}')).toEqual(["881@3", "90@3"]);
    expect(ports("FROM a\nENV P 82\nexpose ${P}/tcp")).toEqual(["82@3"]);
  });

  it("goes on over lines, comments and here-documents", () => {
    expect(ports("FROM a\nEXPOSE 1 \\\n# no\n\n  2\nRUN <<EOF\nEXPOSE 3\nEOF\nEXPOSE 4")).toEqual([
      "1@2",
      "2@2",
      "4@9",
    ]);
    expect(ports("# escape=`\nFROM a\nEXPOSE 1 `\n 2\r\n")).toEqual(["1@3", "2@3"]);
  });

  it("says who runs, where data is, and how health is checked", () => {
    const facts = readDockerfile(
      'FROM a\nUSER 10:20\nVOLUME ["/a", "/b"]\nVOLUME /c /d\nHEALTHCHECK --interval=1s CMD ["curl", "http://x/up"]\nCMD a',
    );
    expect(facts.user).toEqual({ value: "10", line: 2 });
    expect(facts.volumes.map(({ value }) => value)).toEqual(["/a", "/b", "/c", "/d"]);
    expect(facts.health).toEqual({ value: "curl http://x/up", line: 5 });
    expect(facts.hasCommand).toBe(true);
    expect(readDockerfile("FROM a\nHEALTHCHECK CMD a\nHEALTHCHECK NONE").health).toBeUndefined();
  });
});
