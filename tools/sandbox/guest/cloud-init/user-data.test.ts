import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readUserData } from "./user-data.ts";

const read = (text: string) => readUserData(Buffer.from(text));

describe("readUserData", () => {
  it("reads YAML, JSON and gzip alike", () => {
    const config = { hostname: "cp-1", runcmd: [["echo", "a b"], "true"] };
    const json = `#cloud-config\n${JSON.stringify(config)}`;
    expect(read("#cloud-config\nhostname: cp-1\nruncmd:\n- [echo, a b]\n- 'true'\n")).toEqual({
      kind: "config",
      config,
    });
    expect(read(json)).toEqual({ kind: "config", config });
    expect(readUserData(gzipSync(json))).toEqual({ kind: "config", config });
  });

  it("takes empty user-data for an empty configuration", () => {
    expect(read("")).toEqual({ kind: "config", config: {} });
  });

  it.each([
    ["#!/bin/sh\ntrue\n", "the first line must be #cloud-config, found '#!/bin/sh'"],
    ["#cloud-config\nrun_cmd: [a]\n", "unknown key 'run_cmd'"],
    ["#cloud-config\nwrite_files: [{path: /a, mode: '0600'}]\n", "unknown key 'write_files.0.mode'"],
    [
      "#cloud-config\nwrite_files: [{path: /a, permissions: 0600}]\n",
      "'write_files.0.permissions' must be string",
    ],
    ["#cloud-config\nwrite_files: [{content: a}]\n", "'write_files.0.path' is missing"],
    ["#cloud-config\nruncmd: [[echo, 1]]\n", "'runcmd.0.1' must be string"],
    ["#cloud-config\nhostname: {\n", "Flow map"],
  ])("names the mistake in %j", (text, problem) => {
    expect(read(text)).toMatchObject({
      kind: "invalid",
      problems: expect.arrayContaining([expect.stringContaining(problem)]),
    });
  });
});
