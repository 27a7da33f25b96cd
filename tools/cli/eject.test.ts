import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-eject-"));
  write("platform.json", JSON.stringify({ format: 1, ...SAMPLE_PLATFORM }));
  write("blueprints/shop/loco.toml", SHOP);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const read = (path: string) => readFileSync(join(dir, path), "utf8");

const SHOP = 'name = "shop"\nimage = "ghcr.io/acme/shop:1"\nport = 8000\nenv = { A = "${app.url}" }\n';

const eject = (...args: string[]) => runLoco(dir, ["eject", ...args, "--platform", "platform.json"]);

describe("loco eject", () => {
  it("writes both charts with their values, and how to install them", async () => {
    const { stdout, stderr, code } = await eject("shop");
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(stdout).toMatch(/^wrote \d+ files into shop-ejected;/);
    expect(readdirSync(dir).sort()).toEqual(["blueprints", "platform.json", "shop-ejected"]);
    expect(readdirSync(join(dir, "shop-ejected")).sort()).toEqual(["README.md", "shop", "shop-base"]);
    expect(read("shop-ejected/shop/chart/Chart.yaml")).toBe(
      readFileSync(join(import.meta.dirname, "../../charts/app/Chart.yaml"), "utf8"),
    );
    expect(existsSync(join(dir, "shop-ejected/shop-base/chart/values.schema.json"))).toBe(true);
    expect(parse(read("shop-ejected/shop/values.yaml"))).toMatchObject({ name: "shop" });
    expect(read("shop-ejected/README.md")).toMatch(
      /helm upgrade --install shop-base shop-base\/chart .*\n.* loco-apps .*\nhelm upgrade --install shop /,
    );
  });

  it("says when to set which secrets", async () => {
    write("blueprints/shop/loco.toml", `secrets = ["KEY", "TOKEN"]\n${SHOP}`);
    expect((await eject("shop")).code).toBe(0);
    expect(read("shop-ejected/README.md")).toMatch(
      /which people set between the two commands above:\n\n```sh\nkubectl -n shop .* --from-literal=KEY=\.\.\. --from-literal=TOKEN=\.\.\.\n/,
    );
  });

  it("writes into an empty folder, and over nothing", async () => {
    mkdirSync(join(dir, "empty"));
    expect((await eject("shop", "--to", "empty")).code).toBe(0);
    const again = await eject("shop", "--to", "empty");
    expect(again).toMatchObject({ stdout: "", code: 1 });
    expect(again.stderr).toContain("empty is there already and not an empty folder  [FILE_EXISTS]");
    expect((await eject("shop", "--to", "platform.json")).stderr).toContain("FILE_EXISTS");
    expect((await eject("shop", "--to", "deep/er/folder")).code).toBe(0);
  });

  it("writes nothing of an app with mistakes, nor of several", async () => {
    write("blueprints/shop/loco.toml", SHOP.replace("8000", "0"));
    expect(await eject("shop")).toMatchObject({ stdout: "", code: 1 });
    expect(readdirSync(dir).sort()).toEqual(["blueprints", "platform.json"]);
    write("blueprints/shop/loco.toml", SHOP);
    write("blueprints/blog/loco.toml", SHOP.replace("shop", "blog"));
    expect((await eject(".")).stderr).toMatch(/2 apps are named.*\n.*name one: blueprints\/blog\/loco.toml/);
  });
});
