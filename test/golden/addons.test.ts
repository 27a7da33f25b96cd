import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { readPlatform } from "../../platform/read-platform.ts";
import { PlatformStack } from "../../platform/stacks/platform-stack.ts";

const folder = join(import.meta.dirname, "addons");
const withoutAddons = join(import.meta.dirname, "platforms", "smallest");

interface Stack {
  readonly data?: object;
  readonly provider: Readonly<Record<string, object>>;
  readonly resource: Readonly<Record<string, object>> & {
    readonly helm_release?: Readonly<Record<string, { readonly values: readonly string[] }>>;
  };
  readonly terraform: { readonly required_providers: Readonly<Record<string, object>> };
}

function synth(dir: string): string {
  const { config } = readPlatform(dir, undefined);
  if (config === undefined) throw new Error(`${dir} is not valid`);
  const stack = new PlatformStack(Testing.app({ outdir: tmpdir() }), { config, dir, environment: undefined });
  // As a real synth does, and Testing does not.
  stack.runAllValidations();
  return Testing.synth(stack);
}

/** What a stack has more than that of the same platform without addons. */
function addonParts({ data, provider, resource, terraform }: Stack): object {
  const of = (table: Readonly<Record<string, object>>) =>
    Object.fromEntries(Object.entries(table).filter(([name]) => /^(helm|http|kubernetes|time)/.test(name)));
  const required_providers = of(terraform.required_providers);
  return { data, provider: of(provider), resource: of(resource), terraform: { required_providers } };
}

describe("synth of a platform without addons", () => {
  const stack = JSON.parse(synth(withoutAddons)) as Stack;

  it("has no gate, no release, and no provider that the cluster is needed for", () => {
    expect(addonParts(stack)).toEqual({
      data: undefined,
      provider: {},
      resource: {},
      terraform: { required_providers: {} },
    });
  });
});

describe("synth of a platform with addons", () => {
  for (const name of readdirSync(folder)) {
    const dir = join(folder, name);
    const text = synth(dir);
    const stack = JSON.parse(text) as Stack;

    it(`says of ${name}'s providers where they are from, without which cdktf deploys nothing`, () => {
      for (const provider of Object.values(stack.terraform.required_providers)) {
        expect(provider).toEqual({ source: expect.any(String), version: expect.any(String) });
      }
    });

    it(`writes providers, gate and releases of ${name}`, async () => {
      const parts = `${JSON.stringify(addonParts(stack), undefined, 2)}\n`;
      await expect(parts).toMatchFileSnapshot(join(dir, "expected.tf.json"));
    });

    it(`writes the values of ${name}`, async () => {
      for (const [release, { values }] of Object.entries(stack.resource.helm_release ?? {}))
        await expect(values.join("---\n")).toMatchFileSnapshot(join(dir, `${release}.values.yaml`));
    });

    it(`writes the same bytes for ${name} every time`, () => {
      expect(synth(dir)).toBe(text);
    });

    it(`writes no private key, provisioner or path of this machine for ${name}`, () => {
      expect(text).not.toMatch(/PRIVATE KEY|provisioner|local-exec|remote-exec|null_resource/);
      expect(text).not.toContain(process.cwd());
    });
  }

  it("adds to the stack and changes nothing else in it", () => {
    const { "//": _, ...before } = JSON.parse(synth(withoutAddons));
    const { "//": __, ...after } = JSON.parse(synth(join(folder, "metrics-server-one-server")));
    expect(after).toMatchObject(before);
  });
});
