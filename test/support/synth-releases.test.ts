import { describe, expect, it } from "vitest";
import { readSteps } from "./synth-releases.ts";

const namespace = (name: string, more: object = {}) => ({ metadata: { name }, ...more });
const release = (name: string, more: object = {}) => ({ name, chart: name, version: "1.0.0", ...more });
const steps = (resource: object, more: object = {}) => readSteps(JSON.stringify({ resource, ...more }));
const order = (resource: object) => steps(resource).map(({ address }) => address);

describe("readSteps", () => {
  it("puts steps after those they refer to and those they depend on", () => {
    const found = order({
      helm_release: {
        a: release("a", { depends_on: ["data.http.api-ready", "helm_release.z"] }),
        z: release("z", { namespace: "${kubernetes_namespace.z.metadata[0].name}" }),
      },
      kubernetes_secret: {
        s: { metadata: { name: "s", namespace: "x-${kubernetes_namespace.z.metadata[0].name}" } },
      },
      kubernetes_namespace: { z: namespace("z", { depends_on: ["cloudstack_instance.cp-1"] }) },
    });
    expect(found).toEqual([
      "kubernetes_namespace.z",
      "helm_release.z",
      "helm_release.a",
      "kubernetes_secret.s",
    ]);
  });

  it("reads a release with the provider's defaults", () => {
    expect(steps({ helm_release: { a: release("a", { values: ["b: 1\n"], "//": {} }) } })).toEqual([
      {
        address: "helm_release.a",
        kind: "release",
        release: {
          name: "a",
          namespace: "default",
          chart: "a",
          version: "1.0.0",
          values: "b: 1\n",
          wait: true,
          timeout: 300,
          atomic: false,
          max_history: 0,
          skip_crds: false,
          upgrade_install: false,
          create_namespace: false,
          cleanup_on_fail: false,
        },
      },
    ]);
  });

  it("passes over infrastructure and the gate", () => {
    const resource = {
      cloudstack_instance: { a: {} },
      tls_private_key: { a: {} },
      random_password: { a: {} },
    };
    expect(
      steps(resource, { data: { http: { "api-ready": {} } }, locals: {}, output: {}, variable: {} }),
    ).toEqual([]);
  });

  it.each([
    ["another kind of Kubernetes resource", { kubernetes_config_map: { a: {} } }, "kubernetes_config_map"],
    ["another provider's resource", { time_sleep: { a: {} } }, "time_sleep"],
    [
      "a release's attribute",
      { helm_release: { a: release("a", { set: [] }) } },
      "helm_release.a has what is not known here: set",
    ],
    ["a lifecycle", { kubernetes_namespace: { a: namespace("a", { lifecycle: {} }) } }, "lifecycle"],
    [
      "a part of metadata",
      { kubernetes_namespace: { a: { metadata: { generate_name: "a" } } } },
      "generate_name",
    ],
    [
      "a Secret's attribute",
      { kubernetes_secret: { a: { metadata: { name: "a" }, binary_data: {} } } },
      "binary_data",
    ],
    ["a second values document", { helm_release: { a: release("a", { values: ["", ""] }) } }, "2 documents"],
    [
      "an expression for a flag",
      { helm_release: { a: release("a", { wait: "${var.w}" }) } },
      "known is a boolean",
    ],
  ])("refuses %s that it does not know", (_, resource, reason) => {
    expect(() => steps(resource)).toThrow(reason);
  });

  it("refuses modules and unknown data sources", () => {
    expect(() => steps({}, { module: {} })).toThrow("module");
    expect(() => steps({}, { data: { kubernetes_secret: {} } })).toThrow("data.kubernetes_secret");
  });

  it("refuses what depends on a step that is not there", () => {
    const missing = { helm_release: { a: release("a", { depends_on: ["helm_release.b"] }) } };
    expect(() => steps(missing)).toThrow("helm_release.a needs helm_release.b, which is not in the stack");
  });

  it("refuses a circle", () => {
    const a = release("a", { depends_on: ["helm_release.b"] });
    const b = release("b", { depends_on: ["helm_release.a"] });
    expect(() => steps({ helm_release: { a, b } })).toThrow("circle: helm_release.a, helm_release.b");
  });
});
