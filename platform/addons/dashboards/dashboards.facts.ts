import type { Fact, Manifest } from "../facts.ts";

/** A ConfigMap's one dashboard. */
function dashboardOf({ data, metadata }: Manifest): Manifest {
  const [text = "{}"] = Object.values<string>(data);
  return { kind: "Dashboard", metadata, ...JSON.parse(text) };
}

const broken = (manifests: readonly Manifest[], isBroken: (dashboard: Manifest) => boolean) => {
  const names = manifests
    .map(dashboardOf)
    .filter(isBroken)
    .map(({ metadata }) => metadata.name);
  return names.length === 0 ? undefined : names.join(", ");
};

export const dashboardsFacts: readonly Fact[] = [
  {
    fact: "Grafana's sidecar finds every one of them",
    broken: (manifests) =>
      broken(
        manifests,
        ({ metadata }) =>
          metadata.labels["loco.dev/dashboard"] !== "true" ||
          typeof metadata.annotations["loco.dev/dashboard-folder"] !== "string",
      ),
  },
  {
    fact: "their addresses stay, for links and bookmarks",
    broken: (manifests) => broken(manifests, ({ metadata, uid }) => uid !== `loco-${metadata.name}`),
  },
  {
    fact: "every panel has a data source that is there",
    broken: (manifests, { addons }) => {
      const logs = addons.some(({ name }) => name === "loki");
      const known = ["metrics", ...(logs ? ["logs"] : [])];
      return broken(manifests, ({ panels }) =>
        panels.some(
          ({ datasource }: { readonly datasource?: { readonly uid: string } }) =>
            datasource !== undefined && !known.includes(datasource.uid),
        ),
      );
    },
  },
];
