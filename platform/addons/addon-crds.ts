import { DataHelmTemplate } from "@cdktf/provider-helm/lib/data-helm-template/index.js";
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ChartReference } from "./chart-reference.ts";
import { ownChart } from "./own-chart.ts";

/** What the release of an addon's custom resource definitions is made of. */
export interface CrdSource {
  /** The addon's. */
  readonly name: string;
  readonly namespace: string;
  readonly reference: ChartReference;
  /** The template that holds them; undefined when it is the chart's `crds/` folder. */
  readonly template?: string;
  /** As the chart's own checks ask for it: `1.36.3`. */
  readonly kubeVersion: string;
  readonly timeout: number;
}

/**
 * Installs a chart's definitions as a release of their own: those in a `crds/` folder because Helm installs them once and
 * never upgrades them, those in a template because Helm would delete them with the rest. They are read out of the very chart that is installed, so they are from the same source and of
 * the same version; they stay when the release goes, or every object of theirs would be deleted.
 *
 * @see https://helm.sh/docs/chart_best_practices/custom_resource_definitions/#some-caveats-and-explanations
 */
export function createCrds(
  scope: Construct,
  { name, namespace, reference, template, kubeVersion, timeout }: CrdSource,
  after: readonly ITerraformDependable[],
): Release {
  const contents = new DataHelmTemplate(scope, `${name}-chart`, {
    name,
    ...reference,
    kubeVersion,
    ...(template === undefined ? {} : { showOnly: [template] }),
    // Waits for nothing: it is read when a plan is made, or every plan that adds a node would show the definitions as
    // unknown.
  });
  const texts = template === undefined ? `${contents.fqn}.crds` : `[${contents.fqn}.manifest]`;
  return new Release(scope, `${name}-crds`, {
    name: `${name}-crds`,
    namespace,
    chart: ownChart(scope, "crds"),
    // No secret: it keeps 30,000 lines out of a plan that nobody would read then.
    values: [`\${sensitive(jsonencode({ crds = ${texts} }))}`],
    wait: true,
    upgradeInstall: true,
    timeout,
    maxHistory: 2,
    dependsOn: [...after],
  });
}
