import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import { chosenSource, ensureProviders, terraformEnvironment } from "./providers.ts";

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "loco-providers-"));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

test("LOCO_SANDBOX_PROVIDERS decides where providers come from", () => {
  expect(chosenSource({ LOCO_SANDBOX_PROVIDERS: "build" })).toBe("build");
  expect(chosenSource({ LOCO_SANDBOX_PROVIDERS: "" })).toBeUndefined();
  expect(() => chosenSource({ LOCO_SANDBOX_PROVIDERS: "mirror" })).toThrow(
    expect.objectContaining({ code: "ENVIRONMENT_INVALID", message: "LOCO_SANDBOX_PROVIDERS is 'mirror'" }),
  );
});

test("from the registry nothing is built and no mirror is configured", async () => {
  const env = { LOCO_SANDBOX_PROVIDERS: "registry", PATH: "" };
  const providers = await ensureProviders(
    { flavour: "terraform" },
    { cacheDir, reporter: silentReporter, env },
  );
  expect(providers).toEqual({
    source: "registry",
    env: { TF_CLI_CONFIG_FILE: `${cacheDir}/toolchain/registry.tfrc`, CHECKPOINT_DISABLE: "1" },
    versions: { cloudstack: "0.6.0", random: "3.6.0", tls: "4.0.4" },
  });
  expect(await readFile(`${cacheDir}/toolchain/registry.tfrc`, "utf8")).toBe("disable_checkpoint = true\n");
});

test("providers that were built here stay out of the user's plugin cache", () => {
  expect(terraformEnvironment("build", "built.tfrc")).toMatchObject({
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    TF_PLUGIN_CACHE_DIR: "",
  });
});

test("without Go a needed build fails with what to install", async () => {
  const env = { LOCO_SANDBOX_PROVIDERS: "build", PATH: "" };
  await expect(
    ensureProviders({ flavour: "opentofu" }, { cacheDir, reporter: silentReporter, env }),
  ).rejects.toMatchObject({ code: "TOOL_MISSING" });
});
