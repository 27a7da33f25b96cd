import type { HelmRelease } from "../../../kubernetes/helm-release.ts";
import { findingsOf } from "./findings.ts";
import type { ReleaseFacts } from "./objects.ts";

/** How a release is, and why. */
export interface Diagnosis {
  /** The addon's name, or that of its definitions: `traefik-crds`. */
  readonly release: string;
  /** well: installed, and all of it is ready. missing: not installed. broken: anything else. */
  readonly state: "well" | "broken" | "missing";
  /** Of the release. */
  readonly text: string;
  readonly findings: readonly DiagnosedObject[];
  /** What to do, where that is known. */
  readonly hint?: string;
}

export interface DiagnosedObject {
  readonly object: string;
  readonly text: string;
  /** The last lines of a container's log. */
  readonly log?: readonly string[];
}

/** Reads the last lines of a container's log; empty when they cannot be had. */
export type ReadLog = (
  namespace: string,
  pod: string,
  container: string,
  previous: boolean,
) => Promise<readonly string[]>;

/** Explains one release. */
export async function diagnose(facts: ReleaseFacts, readLog: ReadLog): Promise<Diagnosis> {
  const { name, namespace, release } = facts;
  if (release === undefined) {
    const hint = "npx cdktf deploy platform installs it; npx cdktf diff platform shows what else it would do";
    return { release: name, state: "missing", text: "is not installed", findings: [], hint };
  }
  const findings = await Promise.all(
    findingsOf(facts).map(async ({ log, ...finding }): Promise<DiagnosedObject> => {
      const lines = log === undefined ? [] : await readLog(namespace, log.pod, log.container, log.previous);
      return lines.length === 0 ? finding : { ...finding, log: lines };
    }),
  );
  const hint = hintFor(facts, release);
  return {
    release: name,
    state: release.status === "deployed" && findings.length === 0 ? "well" : "broken",
    text: textOf(release),
    findings,
    ...(hint === undefined ? {} : { hint }),
  };
}

function textOf({ revision, status, description }: HelmRelease): string {
  const text = `revision ${revision} ${status}`;
  return status === "deployed" || description === "" ? text : `${text}: ${description}`;
}

function hintFor({ name, namespace }: ReleaseFacts, { revision, status }: HelmRelease): string | undefined {
  if (status === "failed") return "the next npx cdktf deploy platform upgrades it in place";
  // Helm refuses to touch such a release again; nothing but its record says so.
  // https://github.com/helm/helm/issues/8987
  if (status.startsWith("pending-")) {
    return `a deploy is at it, or was interrupted. If none is running: kubectl --namespace ${namespace} delete secret sh.helm.release.v1.${name}.v${revision}, and deploy again`;
  }
  return undefined;
}
