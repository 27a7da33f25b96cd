import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { appFileIn, blueprints, loadApp } from "./load-app.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-app-"));
  mkdirSync(join(dir, "blueprints/shop"), { recursive: true });
  writeFileSync(join(dir, "blueprints/shop/loco.toml"), 'name = "shop"\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("finds the folders that hold an app", () => {
  mkdirSync(join(dir, "blueprints/empty"));
  expect(blueprints(dir)).toEqual(["shop"]);
  expect(blueprints(join(dir, "blueprints"))).toEqual([]);
});

it("reads texts of the app's folder, and tells what is not one", () => {
  const folder = join(dir, "blueprints/shop");
  writeFileSync(join(folder, "a.txt"), "ä\n");
  writeFileSync(join(folder, "b.bin"), Buffer.from([0xff, 0xfe]));
  const { read, file, lock } = loadApp(join(folder, "loco.toml"), "blueprints/shop/loco.toml");
  expect([file.file, lock]).toEqual(["blueprints/shop/loco.toml", undefined]);
  expect([read("a.txt"), read("b.bin"), read("c.txt"), read(".")]).toEqual([
    "ä\n",
    null,
    undefined,
    undefined,
  ]);
});

it("does not follow a link out of the app's folder", () => {
  writeFileSync(join(dir, "secret.txt"), "canary");
  symlinkSync(join(dir, "secret.txt"), join(dir, "blueprints/shop/inside.txt"));
  expect(loadApp(join(dir, "blueprints/shop/loco.toml"), "loco.toml").read("inside.txt")).toBeUndefined();
});

it("says of a file that cannot be read why, and goes on", () => {
  const folder = join(dir, "blueprints/shop");
  mkdirSync(join(folder, "image.lock"));
  const message = (path: string) => {
    const { definition } = loadApp(path, "loco.toml");
    return definition?.kind === "failed" ? definition.message : undefined;
  };
  expect(message(join(folder, "loco.toml"))).toBe("image.lock cannot be read: it is a folder");
  mkdirSync(join(dir, "blueprints/b/loco.toml"), { recursive: true });
  expect(message(join(dir, "blueprints/b/loco.toml"))).toBe("loco.toml cannot be read: it is a folder");
  for (const target of ["loco.toml", "nowhere"]) {
    mkdirSync(join(dir, "blueprints", target));
    symlinkSync(target, join(dir, "blueprints", target, "loco.toml"));
    expect(message(appFileIn(join(dir, "blueprints", target)) ?? "")).toBe(
      "loco.toml cannot be read: it is a link that leads nowhere",
    );
  }
});
