import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runLogged, runTerraform } from "./terraform-process.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-process-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A script in Terraform's place. */
function command(script: string) {
  const binary = join(dir, "terraform");
  writeFileSync(binary, `#!/bin/sh\n${script}\n`);
  chmodSync(binary, 0o755);
  return { binary, dir, args: [], env: { PATH: process.env.PATH ?? "" } };
}

const ui = `{"@level":"info","@message":"cp-1: Creating...","type":"apply_start"}`;

describe("runLogged", () => {
  it("passes lines on as they come, and keeps a log that only its owner can read", async () => {
    const lines: string[] = [];
    const log = join(dir, "one.log");
    const script = `printf '%s\\n' '${ui}'; echo words; echo last >&2; exit 3`;
    const run = await runLogged(command(script), log, (line) => lines.push(line["@message"]));
    expect(run).toMatchObject({ exitCode: 3, interrupted: false });
    expect(lines).toEqual(["cp-1: Creating..."]);
    expect(readFileSync(log, "utf8")).toBe("cp-1: Creating...\nwords\nlast\n");
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).sort()).toEqual(["one.log", "terraform"]);
  });

  it("passes an interrupt on once and waits for what Terraform still has to do", async () => {
    const log = join(dir, "one.log");
    const script = `trap 'echo finishing; exit 1' INT; printf '%s\\n' '${ui}'; while :; do sleep 0.05; done`;
    const run = await runLogged(command(script), log, () => process.emit("SIGTERM"));
    expect(run).toMatchObject({ exitCode: 1, interrupted: true });
    expect(readFileSync(log, "utf8")).toContain("finishing");
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });

  it("keeps a second interrupt from Terraform, which would exit at once and lose its state", async () => {
    const script = `trap 'echo interrupt' INT; printf '%s\\n' '${ui}'; for i in $(seq 20); do sleep 0.05; done`;
    const run = await runLogged(command(script), join(dir, "one.log"), () => {
      process.emit("SIGINT");
      process.emit("SIGINT");
      setTimeout(() => process.emit("SIGTERM"), 200);
    });
    expect(run.output.match(/interrupt/g)).toHaveLength(1);
  });
});

describe("runTerraform", () => {
  it("lets only its owner read what Terraform writes", async () => {
    await runTerraform(command("touch backup"));
    expect(statSync(join(dir, "backup")).mode & 0o777).toBe(0o600);
  });
});
