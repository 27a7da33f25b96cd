import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Namespace } from "@cdktf/provider-kubernetes/lib/namespace/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { createData } from "../cluster/record.ts";
import { kubernetesVersion } from "../config/kubernetes-version.ts";
import { mergeTables } from "../config/overlay.ts";
import type { Addon, AddonInput, PodSecurity } from "./addon.ts";
import { createCrds } from "./addon-crds.ts";
import { createSecret, createSecretVariables, variablesOf } from "./addon-secrets.ts";
import { settingsOf } from "./catalogue.ts";
import type { ChartMirror } from "./chart-mirror.ts";
import { type ChartReference, chartReference } from "./chart-reference.ts";
import { createLinger } from "./linger.ts";
import { predecessors } from "./order.ts";
import { platformLabels } from "./platform-label.ts";
import { valuesText } from "./values-text.ts";

/** How many of a release's revisions stay in the cluster, each a Secret of up to a megabyte; Helm's own default. */
const MAX_HISTORY = 10;

/** What addons' releases are made from. */
export interface MirroredInput extends AddonInput {
  /** Where charts come from instead of their repositories. */
  readonly mirror?: ChartMirror | undefined;
}

/**
 * Installs the addons that are on, each once `after` and the addons it waits for are ready; when the platform is
 * destroyed, each goes before those. `after` is the gate and the machines: a namespace destroyed while agents were took
 * two minutes to go, not seven seconds (docs/decisions/0007-addons-in-the-platform-stack.md).
 */
export function createAddons(
  scope: Construct,
  input: MirroredInput,
  ...after: readonly ITerraformDependable[]
): void {
  const { addons } = input;
  createSecretVariables(scope, variablesOf(addons, input.config));
  const ready = new Map<string, ITerraformDependable>();
  for (const addon of addons) {
    const before = predecessors(addon).flatMap((name) => ready.get(name) ?? []);
    const release = createRelease(scope, addon, input, [...after, ...before]);
    ready.set(
      addon.name,
      addon.lingers === undefined ? release : createLinger(scope, addon.name, addon.lingers, release),
    );
  }
}

function createRelease(
  scope: Construct,
  addon: Addon,
  input: MirroredInput,
  after: readonly ITerraformDependable[],
): Release {
  // After the releases before it, too: what it still holds when it goes needs them, such as a volume the driver.
  const namespace = namespaceOf(scope, addon, after);
  const secrets = (addon.secrets?.(input.config, input.facts) ?? []).map((secret) =>
    createSecret(scope, addon.name, namespace, secret, after),
  );
  const revision = secrets.length === 0 ? {} : { secretRevision: createRevision(scope, addon.name, secrets) };
  const own = { ...input, facts: { ...input.facts, ...revision } };
  const reference = chartReference(scope, addon.chart, input.mirror);
  const crds = crdsOf(scope, addon, input, namespace, reference, after);
  return new Release(scope, addon.name, {
    name: addon.name,
    namespace,
    ...reference,
    values: [valuesText(valuesOf(addon, own))],
    wait: true,
    timeout: addon.timeout,
    maxHistory: MAX_HISTORY,
    // A failed release stays as it is, to be looked at; the next deploy upgrades it in place. The provider forgets one whose
    // first installation failed, and would then not take its name again.
    atomic: false,
    upgradeInstall: true,
    ...(crds.length > 0 ? { skipCrds: true } : {}),
    dependsOn: [...after, ...secrets, ...crds],
  });
}

function crdsOf(
  scope: Construct,
  { name, chart, crds, timeout }: Addon,
  { config }: AddonInput,
  namespace: string,
  reference: ChartReference,
  after: readonly ITerraformDependable[],
): readonly Release[] {
  if (crds === undefined) return [];
  if ("folder" in chart)
    throw new Error(`${name} is a chart of ours: its definitions belong into its templates`);
  const source = { name, namespace, reference, kubeVersion: kubernetesVersion(config), timeout };
  return [createCrds(scope, crds === "apart" ? source : { ...source, template: crds.template }, after)];
}

/**
 * An expression that changes whenever one of the Secrets does, for pods that read them at start only. A random id and no hash:
 * nothing that is made of a secret goes into values. Known only after apply when it changes, as then the whole values are.
 */
function createRevision(scope: Construct, addon: string, secrets: readonly ITerraformDependable[]): string {
  const revision = createData(scope, `${addon}-secret-revision`);
  revision.addOverride(
    "triggers_replace",
    secrets.map(({ fqn }) => `\${${fqn}.data}`),
  );
  return revision.getStringAttribute("id");
}

/** An addon's values with what platform.toml has under its `values` merged over them. */
export function valuesOf({ name, values }: Addon, input: AddonInput): Readonly<Record<string, unknown>> {
  return mergeTables(values(input), settingsOf(input.config, name)?.values ?? {});
}

/** The namespace's name; one that is the addon's own is made. */
function namespaceOf(
  scope: Construct,
  { namespace, sharedNamespace, podSecurity }: Addon,
  after: readonly ITerraformDependable[],
): string {
  if (sharedNamespace !== undefined) return namespace;
  const made = new Namespace(scope, `namespace-${namespace}`, {
    metadata: { name: namespace, labels: { ...platformLabels, ...securityLabels(podSecurity) } },
    dependsOn: [...after],
  });
  return made.metadata.name;
}

const securityLabels = (level: PodSecurity | undefined) =>
  level === undefined
    ? {}
    : {
        "pod-security.kubernetes.io/enforce": level,
        // What would be refused under a stricter level is said when it is applied.
        "pod-security.kubernetes.io/warn": level,
      };
