import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requirePlace } from "./chart-place.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "loco-place-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("a place that charts come from or go to", () => {
  it.each(["mirror", "./mirror.new", "../mirror", "a/b.c", "."])("may be the folder %s", (text) => {
    expect(requirePlace(text, cwd)).toEqual({ kind: "folder", path: join(cwd, text).replace(/\/$/, "") });
  });

  it("may be an absolute folder, or a registry", () => {
    expect(requirePlace("/srv/charts", cwd)).toEqual({ kind: "folder", path: "/srv/charts" });
    expect(requirePlace("oci://registry.example/loco/", cwd)).toEqual({
      kind: "registry",
      url: "oci://registry.example/loco",
    });
  });

  it.each([
    ["oci://me:sekret@localhost:1/x:1", '"oci://...@localhost:1/x:1" is neither a registry nor a folder'],
    ["oci://me:s/e@kret@localhost/x", '"oci://...@localhost/x" is neither'],
    ["https://charts.example", '"https://charts.example" is neither'],
    ["me:sekret@registry.example/x", '"...@registry.example/x" is no folder, and looks like a registry'],
    ["registry.acme.example/loco", '"registry.acme.example/loco" is no folder'],
    ["localhost:5000/loco", '"localhost:5000/loco" is no folder'],
    ["", '"" names no place'],
    [" ", '" " names no place'],
  ])("is not %j, and no login is shown", (text, message) => {
    expect(() => requirePlace(text, cwd)).toThrow(
      expect.objectContaining({
        code: "MIRROR_INVALID",
        message: expect.stringContaining(message),
        hint: expect.any(String),
      }),
    );
    expect(() => requirePlace(text, cwd)).not.toThrow(/sekret|kret@/);
  });

  it("may be a folder that is called like a host, once it is there", () => {
    mkdirSync(join(cwd, "registry.acme.example"));
    expect(requirePlace("registry.acme.example", cwd)).toMatchObject({ kind: "folder" });
  });
});
