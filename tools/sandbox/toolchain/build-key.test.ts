import { expect, test } from "vitest";
import { buildKey, goPlatform } from "./build-key.ts";
import type { GoModule } from "./go-module.ts";

const module: GoModule = {
  name: "tools",
  title: "tools",
  programs: [{ package: "example.com/a", places: ["bin/a"] }],
  linkerValues: { "main.version": "1" },
};
const incomplete = [{ path: "example.com/a", files: { "ui/index.html": "<p>" } }];
const files = { goMod: "go 1.24", goSum: "a h1:x" };
const linux = { os: "linux", arch: "amd64" };
const key = buildKey(module, files, linux, ["-trimpath"]);

test("equal inputs give an equal key", () => {
  expect(buildKey({ ...module }, { ...files }, { ...linux }, ["-trimpath"])).toBe(key);
});

test.each([
  ["go.mod", buildKey(module, { ...files, goMod: "go 1.25" }, linux, ["-trimpath"])],
  ["go.sum", buildKey(module, { ...files, goSum: "a h1:y" }, linux, ["-trimpath"])],
  ["the platform", buildKey(module, files, { os: "linux", arch: "arm64" }, ["-trimpath"])],
  ["the flags", buildKey(module, files, linux, [])],
  ["stand-in for a missing file", buildKey({ ...module, incomplete }, files, linux, ["-trimpath"])],
  ["a linker value", buildKey({ ...module, linkerValues: {} }, files, linux, ["-trimpath"])],
  ["the programs", buildKey({ ...module, programs: [] }, files, linux, ["-trimpath"])],
])("another %s gives another key", (_what, other) => {
  expect(other).not.toBe(key);
});

test("says the platform in Go's words", () => {
  expect(goPlatform("linux", "x64")).toEqual({ os: "linux", arch: "amd64" });
  expect(goPlatform("darwin", "arm64")).toEqual({ os: "darwin", arch: "arm64" });
});
