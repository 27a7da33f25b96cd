import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRequestLog } from "../../tools/sandbox/cloudstack/request-log.ts";
import { sandboxLayout } from "../../tools/sandbox/layout.ts";
import { SandboxProject } from "./sandbox-project.ts";

let project: SandboxProject;

beforeAll(async () => {
  project = await SandboxProject.create("127.0.83.0/24");
  await project.up();
});

afterAll(() => project.remove());

/** How many calls the cloud has had. */
const calls = () => readRequestLog(sandboxLayout(project.dir).cloudDir).length;

/** What a command that must fail printed, without the line breaks that depend on the width. */
const complaint = (command: Promise<unknown>): Promise<string> =>
  command.then(
    () => "",
    (error: Error) => stripVTControlCharacters(error.message).replaceAll(/[\s│]+/g, " "),
  );

/** Plans an edited file, which must be refused with these words before the first call; `deploys` sees a deploy refused, too. */
async function refuses(
  edit: (text: string) => string,
  words: string,
  { deploys = false } = {},
): Promise<void> {
  const original = project.read("platform.toml");
  project.edit(edit);
  expect(project.read("platform.toml")).not.toBe(original);
  const before = calls();
  try {
    expect(await complaint(project.plan())).toContain(words);
    if (deploys) expect(await complaint(project.deploy())).toContain(words);
    expect(calls()).toBe(before);
  } finally {
    project.edit(() => original);
  }
  expect((await project.plan()).changes).toEqual([]);
}

const generations = (of: string) => (text: string) =>
  text.replace("[control_plane]", `[control_plane]\ngenerations = { ${of} }`);

const k3s = (line: string) => (text: string) =>
  text.replace("[cloudstack]", `[k3s]\n${line}\n\n[cloudstack]`);

describe("of a platform with one server, a deploy refuses before any call", () => {
  it("to replace the only server", () =>
    refuses(generations("cp-1 = 2"), "it is the only server: replacing it would lose the cluster", {
      deploys: true,
    }));

  it("to move a node to another address", () =>
    refuses(
      (text) => text.replace("10.1.1.32", "10.1.1.48"),
      "The address of apps-1 goes from 10.1.1.32 to 10.1.1.48",
      { deploys: true },
    ));

  it("to rename a pool, whose machines would give way to new ones at the same addresses", () =>
    refuses(
      (text) => text.replace('name = "apps"', 'name = "web"'),
      "10.1.1.32 is the address of apps-1 and goes to web-1",
      { deploys: true },
    ));

  it("to move the servers", () =>
    refuses(
      (text) =>
        text.replace("api_lb_", 'control_plane_ips = ["10.1.1.21", "10.1.1.22", "10.1.1.23"]\napi_lb_'),
      "know the servers by their addresses",
    ));

  it.each([
    ["the pod network", 'cluster_cidr = "10.50.0.0/16"', 'k3s.cluster_cidr goes from "10.42.0.0/16"'],
    ["the service network", 'service_cidr = "10.51.0.0/16"', 'k3s.service_cidr goes from "10.43.0.0/16"'],
    [
      "the cluster's domain",
      'cluster_domain = "other.local"',
      'k3s.cluster_domain goes from "cluster.local"',
    ],
  ])("to change %s", (_what, line, words) => refuses(k3s(line), words));

  it("to rename the platform", () =>
    refuses((text) => text.replace('name = "acme"', 'name = "other"'), 'name goes from "acme" to "other"'));

  it("to replace an agent without draining it", () =>
    refuses(
      (text) => text.replace('name = "apps"', 'name = "apps"\ngeneration = 2'),
      "npx loco nodes replace pool apps",
    ));
});

describe("k3s", () => {
  const version = (now: string) => (text: string) =>
    text.replace(/^k3s_version = .*$/m, `k3s_version = "${now}"`);

  it("is not taken down a minor version", () =>
    refuses(version("v1.35.9+k3s1"), "k3s_version goes down from v1.36 to v1.35.9+k3s1", { deploys: true }));

  it("does not skip a minor version", () =>
    refuses(version("v1.38.0+k3s1"), "Deploy a release of v1.37 first", { deploys: true }));

  it("goes up by one, and then not back, until nothing remembers it", async () => {
    const original = project.read("platform.toml");
    project.edit(version("v1.37.0+k3s1"));
    expect((await project.plan()).changes).toEqual([
      "create terraform_data.k3s-1-37",
      "delete terraform_data.k3s-1-36",
    ]);
    await project.deploy();
    expect((await project.plan()).changes).toEqual([]);
    await refuses(version("v1.36.3+k3s1"), "Put a release of v1.37 back");
    project.edit(() => original);
    await project.synth();
    await project.terraform("state", "rm", "terraform_data.k3s-1-37");
    expect((await project.plan()).changes).toEqual(["create terraform_data.k3s-1-36"]);
  });

  it("goes where the file says on a platform of an earlier Loco, which recorded none", async () => {
    const original = project.read("platform.toml");
    project.edit(version("v1.38.0+k3s1"));
    expect((await project.plan()).changes).toEqual(["create terraform_data.k3s-1-38"]);
    project.edit(() => original);
    await project.deploy();
    expect((await project.plan()).changes).toEqual([]);
  });
});

describe("what is not refused", () => {
  it("is a pool's lower count, and the plan says how to drain first", async () => {
    project.edit((text) => text.replace(/^count = 2$/m, "count = 1"));
    const { changes, text } = await project.plan();
    expect(changes).toContain("delete cloudstack_instance.apps-2");
    expect(text).toMatch(/~ agents .*npx loco nodes remove drains it first/);
    project.edit((now) => now.replace(/^count = 1$/m, "count = 2"));
    expect((await project.plan()).changes).toEqual([]);
  });

  it("is a zone that was misspelt in a first deploy that failed", async () => {
    await project.destroy();
    const right = project.read("platform.sandbox.toml");
    project.edit((text) => text.replace('zone = "sandbox"', 'zone = "sandbx"'), "platform.sandbox.toml");
    await expect(project.deploy()).rejects.toThrow("No match found for sandbx");
    project.edit(() => right, "platform.sandbox.toml");
    project.edit((text) => text.replace("control_plane_count = 1", "control_plane_count = 3"));
    await project.deploy();
    expect((await project.plan()).changes).toEqual([]);
  });
});

describe("of a platform with three servers, a deploy refuses before any call", () => {
  it("to lower control_plane_count", () =>
    refuses(
      (text) => text.replace("control_plane_count = 3", "control_plane_count = 1"),
      "npx loco nodes remove cp-3",
      { deploys: true },
    ));

  it("to replace a server", () => refuses(generations("cp-2 = 2"), "npx loco nodes replace cp-2"));

  it("to replace two servers", () =>
    refuses(
      generations("cp-1 = 2, cp-3 = 2"),
      "The generation of cp-3 goes from 1 to 2, and a plan replaces no server",
      { deploys: true },
    ));
});

describe("another zone", () => {
  it("is refused by the plan, which reads the network first", async () => {
    project.edit((text) => text.replace('zone = "sandbox"', 'zone = "other"'), "platform.sandbox.toml");
    expect(await complaint(project.plan())).toContain('cloudstack.zone goes from "sandbox" to "other"');
  });
});
