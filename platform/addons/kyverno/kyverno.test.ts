import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { kyverno } from "./kyverno.ts";

const values = (top = "", end = "[addons.kyverno]") => kyverno.values(addonInput(top, end));

describe("kyverno", () => {
  it("lets everything through while it is away", () => {
    expect(values()).toMatchObject({ features: { forceFailurePolicyIgnore: { enabled: true } } });
  });

  it("looks at apps, and at nothing of the platform's", () => {
    const [expression] = (values() as unknown as Values).config.webhooks.namespaceSelector.matchExpressions;
    expect(expression).toMatchObject({ key: "kubernetes.io/metadata.name", operator: "NotIn" });
    expect(expression?.values).toEqual(
      expect.arrayContaining(["kube-system", "kyverno", "loco-system", "traefik"]),
    );
  });

  it("answers from one pod beside one server, and from three beside several", () => {
    expect(values()).not.toHaveProperty("admissionController.replicas");
    expect(values("control_plane_count = 3")).toMatchObject({ admissionController: { replicas: 3 } });
  });

  it("is removed even where no pod starts", () => {
    expect(values()).toMatchObject({ webhooksCleanup: { enabled: false } });
  });

  it("leaves policies behind when it goes", () => {
    const keep = { "helm.sh/resource-policy": "keep" };
    expect(values()).toMatchObject({ crds: { annotations: keep }, "kyverno-api": { annotations: keep } });
  });
});

interface Values {
  readonly config: {
    readonly webhooks: {
      readonly namespaceSelector: { readonly matchExpressions: readonly { readonly values: string[] }[] };
    };
  };
}
