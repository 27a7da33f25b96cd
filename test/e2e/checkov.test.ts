import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { renderReleases } from "../../tools/render/render-releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureCheckov } from "../support/checkov.ts";
import { goldenApps, repositoryBlueprints } from "../support/repository-apps.ts";
import { toolchain } from "../support/toolchain.ts";

/** Checks that we do not pass, and why we do not want to. */
const REASONS: Readonly<Record<string, string>> = {
  CKV_K8S_8:
    "Liveness probe: only when the file asks for one. Without one a crash is noticed, too, and one that fails under load makes an overload an outage.",
  CKV_K8S_9: "Readiness probe: a process without a port gets no requests that could be kept from it.",
  CKV_K8S_11:
    "CPU limit: only when the file says cpu_limit. It slows containers down on nodes that have nothing else to do; requests share a busy one.",
  CKV_K8S_15:
    "Pull policy Always: nodes would start nothing while a registry is away. What a release runs is pinned by image.lock's digest, or by a tag.",
  CKV_K8S_35:
    "Secrets as files: env is what an app asks for; [files] takes a secret, too, for an app that can read one.",
  CKV_K8S_38:
    "Service account token: one hook alone has one, which makes the passwords that no operator makes. It goes with the hook.",
  CKV_K8S_40:
    "User above 10000: an image's files belong to the user that it was made for, which `user` in the file names.",
  CKV_K8S_43:
    "Digest: image.lock has one for what is built. A tag is what a person wrote, and is checked to be none that moves by its name.",
};

/** What a file of the person's own leads to: for the app of six lines fewer reasons are good. */
const OF_THE_MINIMAL_APP = ["CKV_K8S_8", "CKV_K8S_11", "CKV_K8S_40"];

interface Failure {
  readonly check_id: string;
  readonly check_name: string;
  readonly app: string;
  readonly resource: string;
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loco-checkov-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What checkov's Kubernetes checks say of every app. */
async function failures(): Promise<readonly Failure[]> {
  const { binary } = await ensureHelm(toolchain);
  const checkov = await ensureCheckov(toolchain);
  const releases = [...repositoryBlueprints(), ...goldenApps()].flatMap(({ app, facts }) =>
    appReleases(app, facts),
  );
  for (const one of await renderReleases(binary, releases)) {
    if ("refused" in one) throw new Error(one.refused);
    writeFileSync(join(folder, `${one.release.name}.yaml`), one.manifests);
  }
  const args = ["--directory", folder, "--framework", "kubernetes", "--output", "json"];
  const { stdout } = await execa(
    checkov,
    [...args, "--compact", "--quiet", "--skip-download", "--soft-fail"],
    {
      env: { HOME: folder },
    },
  );
  const { results, summary } = JSON.parse(stdout) as {
    readonly results: {
      readonly failed_checks: readonly (Omit<Failure, "app"> & { readonly file_path: string })[];
    };
    readonly summary: { readonly passed: number; readonly parsing_errors: number };
  };
  expect(summary.parsing_errors).toBe(0);
  expect(summary.passed).toBeGreaterThan(1000);
  return results.failed_checks.map(({ file_path, ...failure }) => ({
    ...failure,
    app: file_path.replace(/^\//, "").replace(/(-base)?\.yaml$/, ""),
  }));
}

const ids = (found: readonly Failure[]) => [...new Set(found.map(({ check_id }) => check_id))].toSorted();

describe("checkov's checks of Kubernetes objects", () => {
  let found: readonly Failure[] = [];
  beforeAll(async () => {
    found = await failures();
  }, 600_000);

  it("fail for nothing that has no reason here", () => {
    const unknown = found.filter(({ check_id }) => REASONS[check_id] === undefined);
    expect(
      unknown.map(({ check_id, check_name, resource }) => `${check_id} ${check_name}: ${resource}`),
    ).toEqual([]);
  });

  it("fail for every reason somewhere, so none is kept for nothing", () => {
    expect(ids(found)).toEqual(Object.keys(REASONS).toSorted());
  });

  it("fail for less of an app of six lines", () => {
    expect(ids(found.filter(({ app }) => app === "minimal"))).toEqual(OF_THE_MINIMAL_APP.toSorted());
  });
});
