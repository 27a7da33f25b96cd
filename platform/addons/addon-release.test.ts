import { tmpdir } from "node:os";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Addon } from "./addon.ts";
import { createAddons } from "./addon-release.ts";
import { addon, addonInput } from "./sample.ts";

interface Stack {
  readonly resource: {
    readonly kubernetes_namespace?: Readonly<
      Record<string, { readonly metadata: object; readonly depends_on: string[] }>
    >;
    readonly helm_release: Readonly<
      Record<string, Readonly<Record<string, unknown>> & { readonly values: string[] }>
    >;
  };
}

function synth(addons: readonly Addon[]): Stack["resource"] {
  const stack = new TerraformStack(Testing.app({ outdir: tmpdir() }), "test");
  createAddons(stack, addons, addonInput(), { fqn: "data.http.gate" }, { fqn: "cloudstack_instance.a" });
  return (JSON.parse(Testing.synth(stack)) as Stack).resource;
}

describe("createAddons", () => {
  it("makes one release in a namespace of its own, both after the gate and the machines", () => {
    const { kubernetes_namespace, helm_release } = synth([addon("dns")]);
    expect(kubernetes_namespace).toEqual({
      "namespace-dns": { metadata: { name: "dns" }, depends_on: ["data.http.gate", "cloudstack_instance.a"] },
    });
    expect(helm_release.dns).toMatchObject({
      namespace: "${kubernetes_namespace.namespace-dns.metadata[0].name}",
      repository: "https://charts.example",
      chart: "dns",
      version: "1.0.0",
      wait: true,
      timeout: 60,
      depends_on: ["data.http.gate", "cloudstack_instance.a"],
    });
  });

  it("makes no namespace for an addon in a shared one", () => {
    const shared = addon("dns", [], { namespace: "kube-system", sharedNamespace: "its chart says so" });
    const { kubernetes_namespace, helm_release } = synth([shared]);
    expect(kubernetes_namespace).toBeUndefined();
    expect(helm_release.dns).toMatchObject({ namespace: "kube-system" });
  });

  it("lets release and namespace wait for the addons it needs", () => {
    const { kubernetes_namespace, helm_release } = synth([addon("dns"), addon("web", ["dns"])]);
    const after = ["data.http.gate", "cloudstack_instance.a", "helm_release.dns"];
    expect(kubernetes_namespace?.["namespace-web"]?.depends_on).toEqual(after);
    expect(helm_release.web?.depends_on).toEqual(after);
  });

  it("writes the addon's values as sorted YAML", () => {
    const [text = ""] =
      synth([addon("dns", [], { values: () => ({ b: 1, a: "yes" }) })]).helm_release.dns?.values ?? [];
    expect(text.indexOf("a:")).toBeLessThan(text.indexOf("b:"));
    expect(parse(text)).toEqual({ a: "yes", b: 1 });
  });
});
