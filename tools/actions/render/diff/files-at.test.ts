import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { platformFileOf } from "../../../../platform/platform-facts.ts";
import { withFilesAt } from "./files-at.ts";

let repository: string;

const git = (...args: string[]) =>
  execa("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: repository });

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
};

beforeEach(async () => {
  repository = mkdtempSync(join(tmpdir(), "loco-files-at-"));
  await git("init", "--quiet");
  write("acme/platform.toml", "before");
  write("acme/blueprints/shop/loco.toml", "before");
  write("shops/cart/loco.toml", "before");
  write("shops/cart/deep/config.yaml", "before");
  write("other/file", "before");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "one");
  write("acme/platform.toml", "after");
  write("acme/blueprints/new/loco.toml", "after");
});
afterEach(() => rmSync(repository, { recursive: true, force: true }));

it("has the files of the folder and of what was named, as they were, and leaves the repository alone", async () => {
  const status = (await git("status", "--porcelain")).stdout;
  const acme = join(repository, "acme");
  const args = ["shop", "new", "../shops/cart/loco.toml", join(repository, "shops/cart")];
  const dir = await withFilesAt(acme, "HEAD", { args }, async (folder) => {
    expect(folder.args).toEqual(["shop", "../shops/cart/loco.toml", "../shops/cart"]);
    const read = (path: string) => readFileSync(join(folder.dir, path), "utf8");
    expect(read("platform.toml")).toBe("before");
    expect(read("blueprints/shop/loco.toml")).toBe("before");
    expect(read("../shops/cart/deep/config.yaml")).toBe("before");
    expect(existsSync(join(folder.dir, "blueprints/new"))).toBe(false);
    expect(existsSync(join(folder.dir, "../other"))).toBe(false);
    return folder.dir;
  });
  expect(existsSync(dir)).toBe(false);
  expect((await git("status", "--porcelain")).stdout).toBe(status);
});

it.each([
  ["nowhere", [], "git knows no nowhere"],
  ["--all", [], "git knows no --all"],
  ["HEAD", ["/etc"], "/etc is not in this git repository"],
])("refuses %s %j", async (ref, args, message) => {
  await expect(withFilesAt(repository, ref, { args }, async () => {})).rejects.toMatchObject({
    code: "REF_UNKNOWN",
    message,
  });
});

it("has the folders around that are named, so that an app's platform is found above it", async () => {
  const shop = join(repository, "acme/blueprints/shop");
  await withFilesAt(
    shop,
    "HEAD",
    { args: [], above: [join(repository, "acme"), tmpdir()] },
    async ({ dir }) => {
      expect(platformFileOf(dir, dir)).toBe(join(dir, "../../platform.toml"));
      expect(existsSync(join(dir, "../../../other"))).toBe(false);
    },
  );
  await withFilesAt(shop, "HEAD", { args: [] }, async ({ dir }) => {
    expect(platformFileOf(dir, dir)).toBe(undefined);
  });
});

it("refuses a folder that is in no repository", async () => {
  const folder = mkdtempSync(join(tmpdir(), "loco-no-git-"));
  await expect(withFilesAt(folder, "HEAD", { args: [] }, async () => {})).rejects.toMatchObject({
    code: "REF_UNKNOWN",
    message: `${folder} is in no git repository`,
  });
  rmSync(folder, { recursive: true });
});
