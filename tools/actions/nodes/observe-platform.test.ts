import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { kubeconfig } from "../../kubernetes/kubeconfig.ts";
import { sandboxCredentials } from "../../sandbox/cloudstack/cloud.ts";
import { observePlatform } from "./observe-platform.ts";

const PLATFORM = `name = "acme"
domain = "acme.example"
api_lb_allowed_cidrs = ["203.0.113.0/24"]

[cloudstack]
zone = "sandbox"
template = "t"

[network]
offering = "o"
cidr = "10.1.1.0/24"

[control_plane]
offering = "m"

[addons]
profile = "none"
`;

/** Nobody listens on port 1. */
const NOBODY = "127.0.0.1:1";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-observe-"));
  writeFileSync(join(dir, "platform.toml"), PLATFORM);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const accessTo = (url: string) => ({
  CLOUDSTACK_API_URL: url,
  CLOUDSTACK_API_KEY: sandboxCredentials.apiKey,
  CLOUDSTACK_SECRET_KEY: sandboxCredentials.secretKey,
});

/** A synthesised stack, its state, and a program in Terraform's place that prints it for `state pull`. */
function deploy(resources: readonly object[]): { readonly TERRAFORM_BINARY_NAME: string } {
  const stackDir = join(dir, "cdktf.out/stacks/platform");
  mkdirSync(stackDir, { recursive: true });
  const backend = { local: { path: "../../../terraform.platform.tfstate" } };
  writeFileSync(join(dir, "cdktf.json"), JSON.stringify({ app: "true" }));
  writeFileSync(join(stackDir, "cdk.tf.json"), JSON.stringify({ terraform: { backend } }));
  writeFileSync(join(stackDir, ".loco-environment"), "");
  const access = { server: `https://${NOBODY}`, ca: "", certificate: "", key: "" };
  const outputs = { kubeconfig: { value: kubeconfig(access), type: "string", sensitive: true } };
  const state = { version: 4, lineage: "l", serial: 1, outputs, resources };
  writeFileSync(join(dir, "terraform.platform.tfstate"), JSON.stringify(state));
  const program = join(dir, "terraform");
  writeFileSync(program, `#!/bin/sh\ncat '${join(dir, "terraform.platform.tfstate")}'\n`);
  chmodSync(program, 0o755);
  return { TERRAFORM_BINARY_NAME: program };
}

describe("observePlatform", () => {
  it("joins the state with what CloudStack says now", async () => {
    const cloud = await testCloud();
    const { id } = await cloud.machine(await cloud.network(), "acme-cp-1-g1");
    const attributes = { id, name: "acme-cp-1-g1", ip_address: "10.1.1.11" };
    const terraform = deploy([
      { mode: "managed", type: "cloudstack_instance", name: "cp-1", instances: [{ attributes }] },
    ]);
    const env = { PATH: process.env.PATH ?? "", ...accessTo(cloud.cloud.url), ...terraform };
    const { nodes, api, state, cloud: found } = await observePlatform(dir, env);
    expect(nodes).toMatchObject([
      { slot: "cp-1", recorded: { machineId: id }, machine: { id, state: "Running" } },
    ]);
    expect(state.deployed).toBe(true);
    expect(found).toEqual({ reachable: true });
    expect(api.reachable).toBe(false);
    expect(api.problem).toContain(`no answer from https://${NOBODY}`);
  });

  it("finds out what it can when no source answers, and says why each does not", async () => {
    const platform = await observePlatform(dir, { PATH: "", ...accessTo(`http://${NOBODY}`) });
    expect(platform.nodes.map(({ slot }) => slot)).toEqual(["cp-1"]);
    expect(platform.state.problem).toContain("cdktf.json");
    expect(platform.api.problem).toContain("in the state");
    expect(platform.cloud.problem).toContain(`http://${NOBODY}`);
  });

  it("stops at a file with mistakes", async () => {
    writeFileSync(join(dir, "platform.toml"), PLATFORM.replace("acme.example", "-"));
    await expect(observePlatform(dir, {})).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
