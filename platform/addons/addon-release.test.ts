import { tmpdir } from "node:os";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Addon, SecretText } from "./addon.ts";
import { createAddons } from "./addon-release.ts";
import { generatedHash, generatedPassword, secretText } from "./addon-secrets.ts";
import { addon, addonInput } from "./sample.ts";

type Body = Readonly<Record<string, unknown>> & { readonly depends_on: string[] };

interface Stack {
  readonly variable?: Readonly<Record<string, object>>;
  readonly data?: { readonly helm_template: Readonly<Record<string, Body>> };
  readonly resource: {
    readonly kubernetes_namespace?: Readonly<Record<string, Body>>;
    readonly kubernetes_secret?: Readonly<Record<string, Body>>;
    readonly random_password?: Readonly<Record<string, Body>>;
    readonly helm_release: Readonly<Record<string, Body & { readonly values: string[] }>>;
  };
}

const AFTER = ["data.http.gate", "cloudstack_instance.a"];

function stackOf(addons: readonly Addon[], input = addonInput()): Stack {
  const stack = new TerraformStack(Testing.app({ outdir: tmpdir() }), "test");
  createAddons(stack, { ...input, addons }, ...AFTER.map((fqn) => ({ fqn })));
  return JSON.parse(Testing.synth(stack)) as Stack;
}

const synth = (addons: readonly Addon[]) => stackOf(addons).resource;

describe("createAddons", () => {
  it("makes one release in a namespace of its own, both after the gate and the machines", () => {
    const { kubernetes_namespace, helm_release } = synth([addon("dns")]);
    expect(kubernetes_namespace).toEqual({
      "namespace-dns": {
        metadata: {
          name: "dns",
          labels: {
            "loco.dev/platform": "true",
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/warn": "restricted",
          },
        },
        depends_on: AFTER,
      },
    });
    expect(helm_release.dns).toMatchObject({
      namespace: "${kubernetes_namespace.namespace-dns.metadata[0].name}",
      repository: "https://charts.example",
      chart: "dns",
      version: "1.0.0",
      wait: true,
      timeout: 60,
      depends_on: AFTER,
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
    const after = [...AFTER, "helm_release.dns"];
    expect(kubernetes_namespace?.["namespace-web"]?.depends_on).toEqual(after);
    expect(helm_release.web?.depends_on).toEqual(after);
  });

  it("writes the addon's values as sorted YAML", () => {
    const [text = ""] =
      synth([addon("dns", [], { values: () => ({ b: 1, a: "yes" }) })]).helm_release.dns?.values ?? [];
    expect(text.indexOf("a:")).toBeLessThan(text.indexOf("b:"));
    expect(parse(text)).toEqual({ a: "yes", b: 1 });
  });

  it("merges what platform.toml has as values over the addon's own, last", () => {
    const input = addonInput("", "[addons.metrics-server.values]\nargs = [1]\npod = { b = 2 }\n");
    const own = { args: [0, 0], pod: { a: 1, b: 1 } };
    const { helm_release } = stackOf([addon("metrics-server", [], { values: () => own })], input).resource;
    const [text = ""] = helm_release["metrics-server"]?.values ?? [];
    expect(parse(text)).toEqual({ args: [1], pod: { a: 1, b: 2 } });
  });

  it("makes Secrets of sensitive variables, before the release, and puts no value anywhere", () => {
    const data = { config: secretText`key = ${"cloudstack_api_key"}\nliteral = \${x}\n` };
    const dns = addon("dns", [], { secrets: () => [{ name: "login", data }] });
    const { variable, resource } = stackOf([dns]);
    expect(variable).toMatchObject({ cloudstack_api_key: { sensitive: true, default: "", type: "string" } });
    expect(resource.kubernetes_secret?.["dns-login"]).toMatchObject({
      metadata: { name: "login", namespace: "${kubernetes_namespace.namespace-dns.metadata[0].name}" },
      data: { config: "key = ${var.cloudstack_api_key}\nliteral = $${x}\n" },
    });
    expect(resource.helm_release.dns?.depends_on).toContain("kubernetes_secret.dns-login");
  });

  it("makes one password where several Secrets name it, and its hash in Terraform's state", () => {
    const secret = (value: SecretText) => ({ secrets: () => [{ name: "login", data: { value } }] });
    const { random_password, kubernetes_secret } = synth([
      addon("dns", [], secret(generatedPassword("shared"))),
      addon("web", [], secret(generatedHash("shared"))),
    ]);
    expect(Object.keys(random_password ?? {})).toEqual(["shared"]);
    expect(kubernetes_secret?.["dns-login"]?.data).toEqual({ value: "${random_password.shared.result}" });
    expect(kubernetes_secret?.["web-login"]?.data).toEqual({
      value: "${random_password.shared.bcrypt_hash}",
    });
  });

  it("takes a chart of ours from a path that changes with its files", () => {
    const { helm_release } = synth([addon("dns", [], { chart: { folder: "crds" } })]);
    expect(helm_release.dns?.chart).toMatch(/^assets\/chart-crds\/[0-9a-f]{16}$/i);
    expect(helm_release.dns).not.toHaveProperty("repository");
  });

  it("gives definitions that Helm would never upgrade a release of their own, from the same chart", () => {
    const { data, resource } = stackOf([addon("dns", [], { crds: "apart" })]);
    expect(data?.helm_template["dns-chart"]).toMatchObject({ chart: "dns", version: "1.0.0" });
    expect(resource.helm_release["dns-crds"]).toMatchObject({
      values: ["${sensitive(jsonencode({ crds = data.helm_template.dns-chart.crds }))}"],
    });
    expect(resource.helm_release.dns).toMatchObject({ skip_crds: true });
    expect(resource.helm_release.dns?.depends_on).toContain("helm_release.dns-crds");
  });

  it("does so with those in a template, which would be deleted with the rest", () => {
    const { data, resource } = stackOf([addon("dns", [], { crds: { template: "templates/crds.yaml" } })]);
    expect(data?.helm_template["dns-chart"]).toMatchObject({ show_only: ["templates/crds.yaml"] });
    expect(resource.helm_release["dns-crds"]).toMatchObject({
      values: ["${sensitive(jsonencode({ crds = [data.helm_template.dns-chart.manifest] }))}"],
    });
  });
});
