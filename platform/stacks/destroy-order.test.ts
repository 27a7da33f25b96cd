import { tmpdir } from "node:os";
import { Testing } from "cdktf";
import { expect, it } from "vitest";
import { addonInput } from "../addons/sample.ts";
import { PlatformStack } from "./platform-stack.ts";

/** The addresses that a resource's definition names, in references and in depends_on. */
const namedIn = (body: unknown, addresses: readonly string[]): string[] => {
  const words = new Set(JSON.stringify(body).match(/(?:data\.)?[a-z_]+\.[\w-]+/g));
  return addresses.filter((address) => words.has(address));
};

it("deletes the guarded ConfigMap before anything else", () => {
  const app = Testing.app({ outdir: tmpdir() });
  const stack = new PlatformStack(app, {
    config: addonInput().config,
    environment: undefined,
    dir: tmpdir(),
  });
  const { resource, data, locals } = JSON.parse(Testing.synth(stack)) as Record<
    string,
    Record<string, object>
  >;
  const bodies = new Map<string, unknown>();
  for (const [prefix, types] of [
    ["", resource],
    ["data.", data],
    ["", { local: locals ?? {} }],
  ] as const) {
    for (const [type, named] of Object.entries(types ?? {}))
      for (const [name, body] of Object.entries(named)) bodies.set(`${prefix}${type}.${name}`, body);
  }
  const addresses = [...bodies.keys()];
  const before = new Set(["kubernetes_config_map.destroy-guard-in-use"]);
  for (const address of before)
    for (const named of namedIn(bodies.get(address), addresses)) before.add(named);
  const early = addresses.filter((address) => !before.has(address) && !/^(data|local)\./.test(address));
  expect(early).toEqual([]);
});
