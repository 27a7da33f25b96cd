import { describe, expect, it } from "vitest";
import { parseUnitFile } from "./unit-file.ts";

describe("parseUnitFile", () => {
  it("joins continued lines with a space, leaves comments out and keeps the first line's number", () => {
    const text =
      "[Service]\n# why\nExecStart=/usr/local/bin/k3s \\\n    server \\\n; more\n    --debug\n\nType=exec\n";
    expect(parseUnitFile(text, "k3s.service")).toEqual([
      {
        section: "Service",
        key: "ExecStart",
        value: "/usr/local/bin/k3s      server      --debug",
        file: "k3s.service",
        line: 3,
      },
      { section: "Service", key: "Type", value: "exec", file: "k3s.service", line: 8 },
    ]);
  });

  it("names every line that is no assignment", () => {
    expect(() => parseUnitFile("Type=exec\n[Service]\nExecStart\n", "/a.service")).toThrow(
      "/a.service:1  a key before the first [Section]\n/a.service:3  expected Key=Value, found 'ExecStart'",
    );
  });
});
