import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

let dir: string;
let env: Record<string, string>;

// As docs/how-to/first-app.md says. Offline: whatever npm asked a registry for would be an error.
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "loco-linked-"));
  const prefix = join(dir, "global");
  mkdirSync(join(dir, "home"));
  mkdirSync(join(dir, "elsewhere/app"), { recursive: true });
  mkdirSync(join(prefix, "lib"), { recursive: true });
  env = {
    PATH: [join(prefix, "bin"), process.env.PATH].join(delimiter),
    HOME: join(dir, "home"),
    npm_config_prefix: prefix,
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  await run(ROOT, "npm", "link", "--no-audit");
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = (cwd: string, command: string, ...args: string[]) =>
  execa(command, args, { cwd, env, extendEnv: false, reject: false });

it("runs in any folder once it is linked, and npx asks no registry for it", async () => {
  const elsewhere = join(dir, "elsewhere");
  const init = await run(join(elsewhere, "app"), "loco", "init", "--yes", "--name", "shop");
  expect(init).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("wrote loco.toml") });
  const validated = await run(elsewhere, "loco", "validate", "app");
  expect(validated).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("app/loco.toml: ok") });
  writeFileSync(
    join(elsewhere, "app/loco.ts"),
    'import { defineApp } from "loco-platform";\nexport default defineApp({ name: "shop", port: 0 });\n',
  );
  rmSync(join(elsewhere, "app/loco.toml"));
  const typed = await run(join(elsewhere, "app"), "npx", "loco", "validate");
  expect(typed.stdout).toMatch(/^loco\.ts:2:\d+ +port +must be/m);
}, 60_000);
