import { describe, expect, it } from "vitest";
import { isOthers } from "./others.ts";

const OWN = ["argo-cd", "keycloak"];
const GROUPS = ["postgresql.cnpg.io", "argoproj.io"];
const object = (metadata: object) => ({ metadata: { name: "one", ...metadata } });
const HELM = "meta.helm.sh/release-namespace";

describe("isOthers", () => {
  it("takes what is in an app's namespace, in default, or in none", () => {
    for (const metadata of [{ namespace: "shop" }, { namespace: "default" }, {}]) {
      expect(isOthers("Cluster", object(metadata), OWN, GROUPS)).toBe(true);
    }
  });

  it("leaves what the platform's releases made, wherever, and what is in its namespaces", () => {
    expect(isOthers("ClusterIssuer", object({ annotations: { [HELM]: "keycloak" } }), OWN, GROUPS)).toBe(
      false,
    );
    expect(isOthers("Certificate", object({ namespace: "keycloak" }), OWN, GROUPS)).toBe(false);
    expect(
      isOthers("Cluster", object({ namespace: "shop", annotations: { [HELM]: "shop" } }), OWN, GROUPS),
    ).toBe(true);
  });

  it("names an object, not those that follow from it", () => {
    expect(
      isOthers(
        "Pooler",
        object({ namespace: "shop", ownerReferences: [{ apiVersion: "postgresql.cnpg.io/v1" }] }),
        OWN,
        GROUPS,
      ),
    ).toBe(false);
  });

  it("takes what follows from an object of another kind", () => {
    const owned = object({ namespace: "shop", ownerReferences: [{ apiVersion: "networking.k8s.io/v1" }] });
    expect(isOthers("Certificate", owned, OWN, GROUPS)).toBe(true);
  });

  it("does not take a release in Kubernetes' own namespaces for the platform's", () => {
    expect(
      isOthers("Cluster", object({ namespace: "crm", annotations: { [HELM]: "default" } }), OWN, GROUPS),
    ).toBe(true);
  });

  it("takes Argo CD's applications for apps, although they are in its namespace and made of a set", () => {
    const application = object({
      namespace: "argo-cd",
      ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1" }],
    });
    expect(isOthers("Application", application, OWN, GROUPS)).toBe(true);
    expect(isOthers("AppProject", object({ namespace: "argo-cd" }), OWN, GROUPS)).toBe(false);
  });
});
