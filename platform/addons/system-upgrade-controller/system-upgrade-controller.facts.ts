import type { Fact, Manifest } from "../facts.ts";

const pod = (manifests: readonly Manifest[]) =>
  manifests.find(({ kind }) => kind === "Deployment")?.spec.template;

export const systemUpgradeControllerFacts: readonly Fact[] = [
  {
    fact: "the controller runs on servers, which may be tainted",
    broken: (manifests) => {
      const { nodeSelector, tolerations } = pod(manifests)?.spec ?? {};
      const found = JSON.stringify([nodeSelector, tolerations]);
      return found.split("node-role.kubernetes.io/control-plane").length === 3 ? undefined : found;
    },
  },
  {
    fact: "the controller's pod has the label by which its own Jobs leave it on a node that they drain",
    broken: (manifests) =>
      pod(manifests)?.metadata.labels["upgrade.cattle.io/controller"] === undefined
        ? "it has not"
        : undefined,
  },
];
