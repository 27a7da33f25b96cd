import { describe, expect, it } from "vitest";
import { isOthers } from "./others.ts";

const OWN = ["argo-cd", "default", "keycloak"];
const object = (metadata: object) => ({ metadata: { name: "one", ...metadata } });
const HELM = "meta.helm.sh/release-namespace";

describe("isOthers", () => {
  it("takes what is in an app's namespace, in default, or in none", () => {
    for (const metadata of [{ namespace: "shop" }, { namespace: "default" }, {}]) {
      expect(isOthers("Cluster", object(metadata), OWN)).toBe(true);
    }
  });

  it("leaves what the platform's releases made, wherever, and what is in its namespaces", () => {
    expect(isOthers("ClusterIssuer", object({ annotations: { [HELM]: "keycloak" } }), OWN)).toBe(false);
    expect(isOthers("Certificate", object({ namespace: "keycloak" }), OWN)).toBe(false);
    expect(isOthers("Cluster", object({ namespace: "shop", annotations: { [HELM]: "shop" } }), OWN)).toBe(
      true,
    );
  });

  it("names an object, not those that follow from it", () => {
    expect(isOthers("Pooler", object({ namespace: "shop", ownerReferences: [{}] }), OWN)).toBe(false);
  });

  it("takes Argo CD's applications for apps, although they are in its namespace and made of a set", () => {
    const application = object({ namespace: "argo-cd", ownerReferences: [{}] });
    expect(isOthers("Application", application, OWN)).toBe(true);
    expect(isOthers("AppProject", object({ namespace: "argo-cd" }), OWN)).toBe(false);
  });
});
