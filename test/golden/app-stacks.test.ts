import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { App } from "cdktf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blueprints } from "../../platform/apps/load-app.ts";
import { readProject } from "../../platform/project.ts";
import { createAppStacks } from "../../platform/stacks/app-stacks.ts";
import { writeStackFiles } from "../../platform/stacks/write-stack-files.ts";

const repository = join(import.meta.dirname, "../..");

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-app-stacks-"));
  cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
  cpSync(join(repository, "blueprints"), join(dir, "blueprints"), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const edit = (path: string, change: (text: string) => string) =>
  write(path, change(readFileSync(join(dir, path), "utf8")));

/** Synthesises the app stacks of the folder; each file below `stacks` and a hash of what is in it. */
function synth(environment?: string): Map<string, string> {
  const outdir = mkdtempSync(join(dir, "out-"));
  const app = new App({ outdir });
  const { platform, facts, apps } = readProject(dir, environment);
  const beside = createAppStacks(app, platform, facts, apps);
  app.synth();
  writeStackFiles(outdir, beside);
  const stacks = join(outdir, "stacks");
  return new Map(
    readdirSync(stacks, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(stacks, path), readFileSync(path).toString("latin1")]),
  );
}

const stackOf = (files: ReadonlyMap<string, string>, name: string) =>
  Buffer.from(files.get(`app-${name}/cdk.tf.json`) ?? "", "latin1").toString("utf8");
const stacks = (files: ReadonlyMap<string, string>) =>
  [...new Set([...files.keys()].map((path) => path.split("/")[0]))].sort();
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the blueprints of the repository", () => {
  for (const name of blueprints(repository)) {
    it(`${name} is the stack that was reviewed`, async () => {
      const text = stackOf(synth(), name);
      await expect(`${text}\n`).toMatchFileSnapshot(
        join(import.meta.dirname, "app-stacks", `${name}.tf.json`),
      );
      expect(text).not.toMatch(/provisioner|local-exec|remote-exec|null_resource|config_path/);
      expect(text).not.toContain(dir);
    });
  }

  it("are the same bytes every time, packed charts included", () => {
    expect([...synth()].map(([path, text]) => [path, hash(text)])).toEqual(
      [...synth()].map(([path, text]) => [path, hash(text)]),
    );
  });

  it("changes one stack when one blueprint changes", () => {
    const before = synth();
    edit(
      "blueprints/site/loco.toml",
      (text) => `${text.replace("replicas = 2", "replicas = 3")}\n[deploy]\nkeep = 3\n`,
    );
    edit("blueprints/site/html/index.html", (text) => text.replace("It works", "It still works"));
    const after = synth();
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed.length).toBeGreaterThan(0);
    expect(new Set(changed.map((path) => path.split("/")[0]))).toEqual(new Set(["app-site"]));
    expect([...after.keys()]).toEqual([...before.keys()]);
  });
});

describe("a blueprint with mistakes", () => {
  it("has a stack that says them, and leaves the others alone", () => {
    const before = synth();
    edit("blueprints/site/loco.toml", (text) => text.replace("port = 8080", "port = 0"));
    const after = synth();
    expect(stacks(after)).toEqual(stacks(before));
    for (const [path, text] of after) if (!path.startsWith("app-site/")) expect(text).toBe(before.get(path));
    const stack = JSON.parse(stackOf(after, "site"));
    expect(stack.resource.helm_release).toBeUndefined();
    expect(stack.resource.terraform_data.invalid.lifecycle.precondition[0].error_message).toContain(
      "blueprints/site/loco.toml:8:8  port  must be at least 1",
    );
    // What was deployed before can be destroyed: same state, same providers.
    const own = JSON.parse(stackOf(before, "site"));
    expect([stack.terraform, stack.provider]).toEqual([own.terraform, own.provider]);
  });

  it("is known by its folder when nothing of it can be read", () => {
    write("blueprints/odd/loco.toml", "name = [");
    expect(stackOf(synth(), "odd")).toContain("blueprints/odd/loco.toml:1:");
  });

  it("is one that has no image yet", () => {
    rmSync(join(dir, "blueprints/myapp/image.lock"));
    expect(stackOf(synth(), "myapp")).toContain("image  is not known yet: no image.lock is beside this file");
  });

  it("does not take another's stack by its name", () => {
    write("blueprints/shop2/loco.toml", 'name = "shop"\nimage = "ghcr.io/acme/shop:1"\ncommand = ["x"]\n');
    const files = synth();
    expect(JSON.parse(stackOf(files, "shop")).resource.helm_release.app.name).toBe("shop");
    expect(stackOf(files, "shop2")).toContain("must be the name of its folder, blueprints/shop2");
  });
});

describe("an environment", () => {
  it("of an app alone gives the stacks of those that have it, on the same platform", () => {
    const files = synth("staging");
    expect(stacks(files)).toEqual(["app-shop-staging"]);
    const { resource, terraform } = JSON.parse(stackOf(files, "shop-staging"));
    expect(resource.helm_release.app).toMatchObject({ name: "shop-staging", namespace: "shop-staging" });
    expect(terraform.backend.local.path).toBe("../../../terraform.apps/shop-staging.tfstate");
  });

  it("of the platform gives every app, with a state of its own", () => {
    write("platform.staging.toml", 'domain = "staging.acme.example"\n');
    const files = synth("staging");
    expect(stacks(files)).toEqual(["app-myapp", "app-nightly", "app-shop-staging", "app-site", "app-wiki"]);
    expect(stackOf(files, "site")).toContain("../../../terraform.apps.staging/site.tfstate");
  });

  it("that nothing knows is refused", () => {
    expect(() => synth("qa")).toThrow(expect.objectContaining({ code: "CONFIG_MISSING" }));
  });
});

it("gives an app that is written in TypeScript its stack, too", () => {
  write(
    "blueprints/typed/loco.ts",
    `export default { name: "typed", image: "docker.io/library/busybox:1.37.0", processes: { worker: { command: ["x"] } } };\n`,
  );
  expect(JSON.parse(stackOf(synth(), "typed")).resource.helm_release.app.name).toBe("typed");
});

it("needs no platform.toml where loco platform pull wrote the platform's facts", () => {
  const { facts } = readProject(dir, undefined);
  rmSync(join(dir, "platform.toml"));
  write("platform.json", JSON.stringify({ ...facts, format: 1 }));
  expect(stacks(synth())).toHaveLength(blueprints(dir).length);
  expect(existsSync(join(dir, "platform.toml"))).toBe(false);
});

it("lets Terraform and cdktf evaluate nothing of what a file says", () => {
  const odd = "%%{if} $${TfToken[TOKEN.0]} #{TfToken[TOKEN.1]} $${path.module} %{x}";
  edit("blueprints/site/loco.toml", (text) => `${text}\n[env]\nODD = ${JSON.stringify(odd)}\n`);
  const text = stackOf(synth(), "site");
  expect(text).not.toMatch(/TfToken/);
  expect(text).not.toMatch(/(?<!\$)\$\{path/);
});
