import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agents, servers } from "../../platform/config/topology.ts";
import { requirePlatform } from "../../platform/read-platform.ts";
import { editPlatform } from "./edit-platform.ts";
import {
  setGeneration,
  setPoolCount,
  setPoolGeneration,
  setServerCount,
  turnAddonOff,
} from "./platform-edits.ts";

const repository = join(import.meta.dirname, "../..");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-edit-"));
  cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
  write("platform.sandbox.toml", '# Here.\n\n[cloudstack]\nzone = "sandbox"\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (file = "platform.toml") => readFileSync(join(dir, file), "utf8");
const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
const names = (environment?: string) => {
  const config = requirePlatform(dir, environment).config;
  return [...servers(config), ...agents(config)].map(({ name }) => name);
};

describe("editing platform.toml", () => {
  it("raises a node's generation and says what it wrote", () => {
    const config = requirePlatform(dir, undefined).config;
    expect(editPlatform(dir, undefined, setGeneration(config, { slot: "apps-2", pool: "apps" }, 2))).toEqual({
      file: "platform.toml",
      lines: ["pools[0].generations.apps-2 = 2"],
    });
    expect(names()).toEqual(["acme-cp-1-g1", "acme-apps-1-g1", "acme-apps-2-g2"]);
    expect(readdirSync(dir).sort()).toEqual(["platform.sandbox.toml", "platform.toml"]);
  });

  it("raises a pool's generation over those of its nodes", () => {
    editPlatform(
      dir,
      undefined,
      setGeneration(requirePlatform(dir, undefined).config, { slot: "apps-2", pool: "apps" }, 2),
    );
    editPlatform(dir, undefined, setPoolGeneration(requirePlatform(dir, undefined).config, "apps", 3));
    expect(names()).toEqual(["acme-cp-1-g1", "acme-apps-1-g3", "acme-apps-2-g3"]);
    expect(read()).not.toContain("generations");
  });

  it("turns addons off, with a table of their own and without", () => {
    const text = read().replace(/\[addons\][^[]*/, "");
    write("platform.toml", `${text}\n[addons.keda] # scaling\nenabled = true\n`);
    editPlatform(dir, undefined, turnAddonOff("keda"));
    editPlatform(dir, undefined, turnAddonOff("k8up"));
    const { addons } = requirePlatform(dir, undefined).config;
    expect([addons.keda?.enabled, addons.k8up.enabled]).toEqual([false, false]);
    expect(read()).toContain("[addons.keda] # scaling\nenabled = false\n");
  });

  it("keeps a node's generation that is higher than its pool's", () => {
    editPlatform(
      dir,
      undefined,
      setGeneration(requirePlatform(dir, undefined).config, { slot: "apps-2", pool: "apps" }, 7),
    );
    editPlatform(dir, undefined, setPoolGeneration(requirePlatform(dir, undefined).config, "apps", 3));
    expect(names()).toEqual(["acme-cp-1-g1", "acme-apps-1-g3", "acme-apps-2-g7"]);
  });

  it("changes this environment alone where it can", () => {
    const before = read();
    const edited = editPlatform(dir, "sandbox", [
      ...setServerCount(3),
      ...setGeneration(requirePlatform(dir, "sandbox").config, { slot: "cp-1" }, 2),
    ]);
    expect(edited.file).toBe("platform.sandbox.toml");
    expect(read()).toBe(before);
    expect(names("sandbox").slice(0, 3)).toEqual(["acme-cp-1-g2", "acme-cp-2-g1", "acme-cp-3-g1"]);
  });

  it("changes a list in the file that it comes from", () => {
    const count = (file: string) => /^count = (\d)/m.exec(read(file))?.[1];
    expect(
      editPlatform(dir, "sandbox", setPoolCount(requirePlatform(dir, "sandbox").config, "apps", 1)).file,
    ).toBe("platform.toml");
    expect(count("platform.toml")).toBe("1");
    write(
      "platform.sandbox.toml",
      `${read("platform.sandbox.toml")}\n${read().slice(read().indexOf("[[pools]]"))}`,
    );
    expect(
      editPlatform(dir, "sandbox", setPoolCount(requirePlatform(dir, "sandbox").config, "apps", 0)).file,
    ).toBe("platform.sandbox.toml");
    expect([count("platform.toml"), count("platform.sandbox.toml")]).toEqual(["1", "0"]);
  });

  it("keeps the file's mode", () => {
    chmodSync(join(dir, "platform.toml"), 0o640);
    editPlatform(dir, undefined, setServerCount(3));
    expect(statSync(join(dir, "platform.toml")).mode & 0o777).toBe(0o640);
  });

  it("puts the file back when the result is not valid, and says what to write by hand", () => {
    const before = read();
    expect(() => editPlatform(dir, undefined, setServerCount(2))).toThrow(
      expect.objectContaining({
        code: "CONFIG_NOT_EDITED",
        hint: expect.stringContaining("control_plane_count = 2"),
      }),
    );
    expect(read()).toBe(before);
  });

  it("does not touch a file with mistakes", () => {
    write("platform.toml", read().replace("count = 2", "count = -2"));
    const before = read();
    expect(() => editPlatform(dir, undefined, setServerCount(3))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(read()).toBe(before);
  });
});
