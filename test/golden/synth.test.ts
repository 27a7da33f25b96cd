import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { readPlatform } from "../../platform/read-platform.ts";
import { PlatformStack } from "../../platform/stacks/platform-stack.ts";

const folder = join(import.meta.dirname, "platforms");

function synth(dir: string): string {
  const { config } = readPlatform(dir, undefined);
  if (config === undefined) throw new Error(`${dir} is not valid`);
  return Testing.synth(
    new PlatformStack(Testing.app({ outdir: tmpdir() }), { config, dir, environment: undefined }),
  );
}

describe("synth", () => {
  for (const name of readdirSync(folder)) {
    const dir = join(folder, name);

    it(`writes the stack of ${name}`, async () => {
      await expect(`${synth(dir)}\n`).toMatchFileSnapshot(join(dir, "expected.tf.json"));
    });

    it(`writes the same bytes for ${name} every time`, () => {
      const hash = (text: string) => createHash("sha256").update(text).digest("hex");
      expect(hash(synth(dir))).toBe(hash(synth(dir)));
    });

    it(`writes no provisioner, private key, date or path of this machine for ${name}`, () => {
      const text = synth(dir);
      expect(text).not.toMatch(/provisioner|local-exec|remote-exec|null_resource/);
      expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY/);
      expect(text).not.toMatch(/20[0-9]{2}-[0-9]{2}-[0-9]{2}/);
      expect(text).not.toContain(process.cwd());
    });
  }
});
