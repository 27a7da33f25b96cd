import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { sealedSecretsFacts } from "./sealed-secrets.facts.ts";

const NAME = "sealed-secrets";

/**
 * Opens SealedSecrets, in any namespace, with a key that it makes when it starts for the first time. That is in a Secret beside
 * it and nowhere else; docs/how-to/sealed-secrets.md says how to keep a copy.
 */
export const sealedSecrets: Addon = {
  name: NAME,
  purpose: "Secrets that may be in Git, encrypted for this platform alone",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  crds: "apart",
  looksAfter: ["bitnami.com"],
  needs: [],
  timeout: 300,
  facts: sealedSecretsFacts,
  values: ({ config }) => ({
    // What kubeseal looks for.
    fullnameOverride: "sealed-secrets-controller",
    // Never: every other key would have to be copied, too, before anything is sealed with it. Old ones are not taken away
    // either way. https://github.com/bitnami-labs/sealed-secrets#secret-rotation
    keyrenewperiod: "0",
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: { allowPrivilegeEscalation: false },
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    ...besideApps(config),
  }),
};
