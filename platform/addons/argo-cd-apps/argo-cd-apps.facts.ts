import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";

const specOf = (manifests: readonly Manifest[], kind: string) => ofKind(manifests, kind)[0]?.spec ?? {};

interface Destination {
  readonly namespace: string;
}

export const argoCdAppsFacts: readonly Fact[] = [
  {
    fact: "apps come from the one repository, and all of them are of the project",
    broken: (manifests, { config }) => {
      const { generators, template } = specOf(manifests, "ApplicationSet");
      const { repository } = optional(config, "argo-cd-apps");
      return differs(
        [
          generators?.[0].git.repoURL,
          template?.spec.source.repoURL,
          specOf(manifests, "AppProject").sourceRepos,
          template?.spec.project,
        ],
        [repository, repository, [repository], ofKind(manifests, "AppProject")[0]?.metadata.name],
      );
    },
  },
  {
    fact: "no app is deployed into a namespace of the platform's, or changes one",
    broken: (manifests, { addons }) => {
      const destinations: readonly Destination[] = specOf(manifests, "AppProject").destinations ?? [];
      const refused = destinations.map(({ namespace }) => namespace);
      const { clusterResourceBlacklist: kept = [] } = specOf(manifests, "AppProject");
      const names = kept.map(({ name }: { readonly name: string }) => `!${name}`);
      const open = addons
        .map(({ namespace }) => namespace)
        .filter((name) => !matches(refused, name) || !matches(names, name));
      return open.length === 0 ? undefined : `${open.join(", ")} may be deployed into`;
    },
  },
  {
    fact: "pods of an app whose folder has no Namespace do not reach for the node",
    broken: (manifests) => {
      const { syncPolicy } = specOf(manifests, "ApplicationSet").template?.spec ?? {};
      return differs(
        [
          syncPolicy?.syncOptions,
          syncPolicy?.managedNamespaceMetadata?.labels["pod-security.kubernetes.io/enforce"],
        ],
        [["CreateNamespace=true"], "baseline"],
      );
    },
  },
  {
    fact: "what apps have stays when their Applications go",
    broken: (manifests) => {
      const { syncPolicy, template } = specOf(manifests, "ApplicationSet");
      return differs(
        [syncPolicy?.preserveResourcesOnDeletion, template?.metadata.finalizers],
        [true, undefined],
      );
    },
  },
];

/** Whether a destination refuses a namespace: `!name`, or `!prefix*`. */
const matches = (destinations: readonly string[], namespace: string): boolean =>
  destinations.some(
    (text) => text === `!${namespace}` || (/^!.+\*$/.test(text) && namespace.startsWith(text.slice(1, -1))),
  );
