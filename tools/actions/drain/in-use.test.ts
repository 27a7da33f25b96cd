import { describe, expect, it } from "vitest";
import { inUse, isNothing, type Objects, type Service, type Volume } from "./in-use.ts";

const OWN = ["loki"];
const namespace = (name: string, annotations = {}) => ({ metadata: { name, annotations } });
const service = (namespace: string, name: string, type = "LoadBalancer"): Service => ({
  metadata: { namespace, name },
  spec: { type },
});
const volume = (name: string, claimed?: string): Volume => ({
  metadata: { name },
  spec: claimed === undefined ? {} : { claimRef: { namespace: claimed, name: "data" } },
});

const objects = (changes: Partial<Objects>): Objects => ({
  namespaces: [],
  services: [],
  volumes: [],
  applications: [],
  snapshots: [],
  ...changes,
});

const names = (list: readonly { readonly metadata: { readonly name: string } }[]) =>
  list.map(({ metadata }) => metadata.name);

describe("inUse", () => {
  it("leaves out the platform's own namespaces, and those that its releases made", () => {
    const made = namespace("loki-secrets", { "meta.helm.sh/release-namespace": "loki" });
    const crm = namespace("crm", { "meta.helm.sh/release-namespace": "default" });
    const apps = namespace("shop", { "meta.helm.sh/release-namespace": "shop" });
    const { namespaces } = inUse(
      objects({ namespaces: [namespace("loki"), namespace("kube-system"), made, crm, apps] }),
      OWN,
    );
    expect(names(namespaces)).toEqual(["crm", "shop"]);
  });

  it("takes addresses in default and in others' namespaces, and leaves the platform's own", () => {
    const services = [
      service("loki", "gateway"),
      service("default", "web"),
      service("default", "kubernetes", "ClusterIP"),
      service("shop", "shop"),
    ];
    const found = inUse(objects({ namespaces: [namespace("shop")], services }), OWN);
    expect(names(found.services)).toEqual(["web", "shop"]);
  });

  it("takes all volumes but those of the platform's own namespaces, also when nobody claims them", () => {
    const volumes = [volume("a", "loki"), volume("b", "default"), volume("c", "shop"), volume("d")];
    expect(names(inUse(objects({ volumes }), OWN).volumes)).toEqual(["b", "c", "d"]);
  });

  it("is nothing only when nothing of all that is left", () => {
    expect(isNothing(inUse(objects({ namespaces: [namespace("loki")] }), OWN))).toBe(true);
    expect(isNothing(objects({ applications: ["/apis/a"] }))).toBe(false);
  });
});
