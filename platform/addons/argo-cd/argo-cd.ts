import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { SERVED } from "../exposure.ts";
import { hostOf, isExposed } from "./address.ts";
import { argoCdFacts } from "./argo-cd.facts.ts";
import { argoCdSecrets, signIn } from "./sign-in.ts";

const NAME = "argo-cd";

/**
 * Argo CD with its ApplicationSet controller. What it deploys is not in this release: the chart has the definitions as templates,
 * and Helm asks the API for the kind of everything in a release before it installs any of it (addon argo-cd-apps).
 */
export const argoCd: Addon = {
  name: NAME,
  purpose: "deploys what is in Git, and shows how it differs",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  looksAfter: ["argoproj.io"],
  needs: [],
  timeout: 600,
  secrets: argoCdSecrets,
  facts: argoCdFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    // The names in Argo CD's own documentation: argocd-server, argocd-repo-server.
    fullnameOverride: "argocd",
    ...common(config, secretRevision),
    // The password is in a Secret of ours, so no Job has to make one before anything is installed.
    redisSecretInit: { enabled: false },
    // It speaks to the identity provider itself.
    dex: { enabled: false },
    notifications: { enabled: false },
    configs: {
      ...signIn(config),
      // Traefik brings TLS; a port-forward needs none.
      params: { "server.insecure": true },
    },
    ...resources,
    server: { ...resources.server, ...ingress(config) },
  }),
};

/** What all of its pods have. */
function common(config: PlatformConfig, secretRevision: string | undefined) {
  const host = hostOf(config);
  const global = {
    ...(host === undefined ? {} : { domain: host }),
    ...besideApps(config),
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
  };
  return Object.keys(global).length === 0 ? {} : { global };
}

const ingress = (config: PlatformConfig) =>
  isExposed(config) ? { ingress: { enabled: true, ...SERVED, tls: true } } : {};

const sized = (cpu: string, memory: string, limit: string) => ({
  resources: { requests: { cpu, memory }, limits: { memory: limit } },
});

const resources = {
  // It remembers every object of the cluster.
  controller: sized("50m", "256Mi", "1Gi"),
  // What it makes manifests with, git, helm and kustomize, are processes beside it.
  repoServer: sized("10m", "96Mi", "1Gi"),
  server: sized("10m", "96Mi", "512Mi"),
  applicationSet: sized("10m", "64Mi", "512Mi"),
  redis: sized("10m", "32Mi", "256Mi"),
};
