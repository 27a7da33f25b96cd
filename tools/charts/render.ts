import { execa } from "execa";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../platform/addons/facts.ts";

/** What a chart is rendered with. */
export interface RenderRequest {
  /** A folder or a package. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** One YAML document. */
  readonly values: string;
  /** `1.36.3`. */
  readonly kubeVersion: string;
  /** Whether definitions in `crds/` folders are rendered, too. */
  readonly crds?: boolean;
}

/** Renders a chart without a cluster and returns the text; rejects with Helm's own words when it refuses the values. */
export type Render = (request: RenderRequest) => Promise<string>;

/** Kinds that charts ask for, which a real API has and Helm without one does not know of. */
const API_VERSIONS = ["--api-versions", "policy/v1/PodDisruptionBudget"];

/** Renders with the Helm program `helm`. */
export function helmRender(helm: string): Render {
  return async ({ chart, release, namespace, values, kubeVersion, crds = false }) => {
    const cluster = ["--namespace", namespace, "--kube-version", kubeVersion, ...API_VERSIONS];
    const args = ["template", release, chart, ...cluster, "--skip-tests", "--values", "-"];
    if (crds) args.push("--include-crds");
    const { stdout, stderr, exitCode } = await execa(helm, args, { input: values, reject: false });
    if (exitCode !== 0) throw new Error(stderr.replace(/^Error: /, "").trim());
    return stdout;
  };
}

/** The objects in a render, hooks included. */
export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text, { logLevel: "silent" }).flatMap((document) => {
    const object: unknown = document.toJS();
    return isManifest(object) ? [object] : [];
  });
}

const isManifest = (value: unknown): value is Manifest =>
  typeof value === "object" && value !== null && "kind" in value && "metadata" in value;
