import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon, AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import { argoCd } from "../argo-cd/argo-cd.ts";
import { optional } from "../optional.ts";
import { argoCdAppsFacts } from "./argo-cd-apps.facts.ts";

const NAME = "argo-cd-apps";

/** Namespaces that no app is deployed into, beside those of addons: Kubernetes' own and the platform's. */
const PROTECTED = ["kube-*", "loco-*"];

/** The ApplicationSet that finds apps in Git, and the project that says what they may. */
export const argoCdApps: Addon = {
  name: NAME,
  purpose: "an Argo CD Application for every folder of a Git repository",
  namespace: argoCd.namespace,
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Appset-Any-Namespace/
  sharedNamespace: "Argo CD reads ApplicationSets, projects and repositories' keys in its own namespace only",
  chart: { folder: NAME },
  needs: [argoCd.name],
  timeout: 120,
  secrets: repositorySecrets,
  facts: argoCdAppsFacts,
  values: ({ config, addons }) => {
    const { repository, revision, path } = optional(config, NAME);
    const namespaces = [...PROTECTED, ...addons.map(({ namespace }) => namespace)];
    return { repository, revision, path, protectedNamespaces: [...new Set(namespaces)].sort() };
  },
};

type Settings = NonNullable<PlatformConfig["addons"][typeof NAME]>;

/** What the repository asks for. Argo CD finds it by its label, and takes it for the repository whose URL it has. */
function repositorySecrets(config: PlatformConfig): AddonSecret[] {
  const settings = optional(config, NAME);
  const keys = keysOf(settings);
  if (keys === undefined) return [];
  return [
    {
      name: "blueprints-repository",
      labels: { "argocd.argoproj.io/secret-type": "repository" },
      data: { type: ["git"], url: [settings.repository], ...keys },
    },
  ];
}

function keysOf({ repository, private: asks }: Pick<Settings, "repository" | "private">) {
  if (!repository.startsWith("https://"))
    return { sshPrivateKey: secretText`${"argocd_repository_ssh_key"}` };
  if (!asks) return undefined;
  return {
    username: secretText`${"argocd_repository_username"}`,
    password: secretText`${"argocd_repository_password"}`,
  };
}
