import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { cloudConfig, HEADER } from "../../platform/cluster/cloud-init/document.ts";
import { sampleValues } from "../../platform/cluster/cloud-init/sample.ts";
import { userData } from "../../platform/cluster/cloud-init/user-data.ts";
import { agents, servers } from "../../platform/config/topology.ts";
import { readPlatform } from "../../platform/read-platform.ts";
import { findProgram } from "../../tools/sandbox/toolchain/programs.ts";

const work = mkdtempSync(join(tmpdir(), "loco-scripts-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Tools of the host that an ordinary machine may lack; CI must have them. */
const missing = async (tool: string) =>
  process.env.LOCO_E2E !== "required" && (await findProgram(tool, process.env)) === undefined;

/** A document of every kind, from the smallest and the largest platform of the golden tests. */
function documents() {
  return ["example", "everything"].flatMap((name) => {
    const { config } = readPlatform(join(import.meta.dirname, "../golden/platforms", name), undefined);
    if (config === undefined) throw new Error(`${name} is not valid`);
    return [...servers(config), ...agents(config)].map((node) => ({
      name: `${name} ${node.name}`,
      document: cloudConfig(userData(config, node), sampleValues()),
    }));
  });
}

describe.skipIf(await missing("shellcheck"))("scripts of a node", () => {
  it.each(documents())("pass shellcheck: $name", async ({ document }) => {
    const scripts = document.write_files.filter(({ content }) => content.startsWith("#!/bin/bash\n"));
    expect(scripts.length).toBeGreaterThan(0);
    for (const { path, content } of scripts) {
      const { stdout, exitCode } = await execa("shellcheck", ["-"], { input: content, reject: false });
      expect(`${path}\n${stdout}`).toBe(`${path}\n`);
      expect(exitCode).toBe(0);
    }
  });
});

it.each(documents())("a node's Python compiles: $name", async ({ document }) => {
  const scripts = document.write_files.filter(({ content }) =>
    content.startsWith("#!/usr/bin/env python3\n"),
  );
  for (const { path, content } of scripts) {
    const file = join(work, basename(path));
    writeFileSync(file, content);
    await execa("/usr/bin/python3", ["-m", "py_compile", file]);
  }
});

describe.skipIf(await missing("cloud-init"))("user-data of a node", () => {
  it.each(documents())("passes cloud-init's own schema: $name", async ({ document }) => {
    const file = join(work, "user-data");
    writeFileSync(file, `${HEADER}${JSON.stringify(document)}`);
    const { all, exitCode } = await execa("cloud-init", ["schema", "--config-file", file], {
      reject: false,
      all: true,
    });
    expect(all).toMatch(/Valid (cloud-config|schema)/);
    expect(exitCode).toBe(0);
  });

  it.each(documents())("is decoded by the real cloud-init as it was meant: $name", async ({ document }) => {
    const file = join(work, "user-data.gz");
    writeFileSync(file, gzipSync(`${HEADER}${JSON.stringify(document)}`));
    const { stdout } = await execa("/usr/bin/python3", ["-c", DECODE, file]);
    expect(JSON.parse(stdout)).toEqual(document);
  });

  it("is written to files byte for byte by the real cloud-init", async () => {
    const [first] = documents();
    if (first === undefined) throw new Error("no document");
    const root = join(work, "root");
    const file = join(work, "user-data");
    writeFileSync(file, `${HEADER}${JSON.stringify(first.document)}`);
    const { stdout } = await execa("/usr/bin/python3", ["-c", WRITE, file, root]);
    const written = JSON.parse(stdout) as Record<string, string>;
    for (const { path, content, encoding } of first.document.write_files) {
      const expected = encoding === "b64" ? Buffer.from(content, "base64").toString("utf8") : content;
      expect(written[path], path).toBe(expected);
    }
  });
});

/** Reads user-data as a data source hands it over and prints the cloud-config part that cloud-init found in it. */
const DECODE = `
import json, sys
from cloudinit import helpers, user_data, util
processor = user_data.UserDataProcessor(helpers.Paths({"cloud_dir": "/nonexistent"}))
message = processor.process(open(sys.argv[1], "rb").read())
parts = [part for part in message.walk() if part.get_content_type() == "text/cloud-config"]
assert len(parts) == 1, [part.get_content_type() for part in message.walk()]
print(json.dumps(util.load_yaml(util.fully_decoded_payload(parts[0]))))
`;

/** Runs cloud-init's write_files below another root and prints what was written. */
const WRITE = `
import json, os, sys
from cloudinit import util
from cloudinit.config import cc_write_files
document = util.load_yaml(open(sys.argv[1]).read())
root, meant = sys.argv[2], {}
for entry in document["write_files"]:
    meant[entry["path"]] = entry["path"] = root + entry["path"]
    entry["owner"] = f"{os.getuid()}:{os.getgid()}"
util.chownbyname = lambda *args, **kwargs: None
cc_write_files.write_files("write_files", document["write_files"], "root:root")
print(json.dumps({path[len(root):]: open(path).read() for path in meant.values()}))
`;
