import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Reporter } from "../../console/reporter.ts";
import { kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { requireOwnFile, writeKubeconfig } from "../kubeconfig.ts";
import { openStack, type Stack } from "../stack/stack.ts";
import { ADMIN_KEY, ADMIN_RESOURCES, type AdminCredential, adminCredential } from "./admin-credential.ts";
import { requireEmptyPlan } from "./empty-plan.ts";

/** What replacing the administrator's credential is given. */
export interface RotateAdminCommand {
  readonly projectDir: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly reporter: Reporter;
  /** File for the new kubeconfig, relative to the project's folder. */
  readonly out: string;
  /** Overwrite another cluster's kubeconfig. */
  readonly force: boolean;
}

/** A credential that was replaced. */
export interface RotatedAdmin {
  /** Absolute path of the new kubeconfig. */
  readonly kubeconfig: string;
  /** Serial numbers in hex and the end of validity, as the certificates have them. */
  readonly former: { readonly serial: string; readonly validUntil: Date };
  readonly current: { readonly serial: string; readonly validUntil: Date };
}

/**
 * Replaces the administrator's key and certificate, and writes a kubeconfig that was tried against the API.
 *
 * The providers for Kubernetes are configured from the certificate, and one that is about to be replaced is not known
 * while planning. So an apply that is limited to the credential makes it first, without any of these providers; a second
 * one finds it in state, and has nothing to do but to publish it in the outputs. Interrupted between the two, the stack
 * says so by outputs that are behind its resources, and the next run goes on from there.
 *
 * @throws LocoError STACK_NOT_DEPLOYED, PLAN_NOT_EMPTY, API_UNREACHABLE, FILE_EXISTS before any change; TOOL_FAILED,
 *   STATE_LOCKED
 */
export async function rotateAdmin(command: RotateAdminCommand): Promise<RotatedAdmin> {
  const { projectDir, env, reporter, out, force } = command;
  const stack = await openStack(projectDir, env);
  const before = await credentialOf(stack);
  requireOwnFile(projectDir, out, before.kubeconfig, force);
  const resumed = before.stage === "unfinished";
  const cluster = await reporter.step("Checking the platform", async (progress) => {
    await stack.requireUnlocked();
    await stack.synth();
    // An expired certificate can neither ask the API nor pass a plan; to make a new one is the way out.
    if (new Date(before.published.validTo) <= new Date()) return undefined;
    progress("the Kubernetes API");
    const uid = await clusterOf(before.kubeconfig);
    if (!resumed) {
      progress("what a deploy would change");
      await requireEmptyPlan(stack, "before the administrator's credential is replaced");
    }
    return uid;
  });
  await reporter.step(
    resumed ? "Going on with an interrupted rotation" : "Making a key and a certificate",
    (progress) =>
      stack.apply({ targets: ADMIN_RESOURCES, ...(resumed ? {} : { replace: [ADMIN_KEY] }), progress }),
  );
  await reporter.step("Publishing them in the stack's outputs", async (progress) => {
    await requireEmptyPlan(stack, "to publish the new certificate, which is in state already");
    await stack.apply({ progress });
  });
  const after = await credentialOf(stack);
  await reporter.step("Trying the new kubeconfig", () => requireCluster(after.kubeconfig, cluster));
  return {
    kubeconfig: writeKubeconfig(projectDir, out, after.kubeconfig, force),
    former: describe(before),
    current: describe(after),
  };
}

async function credentialOf(stack: Stack): Promise<AdminCredential> {
  const record = await stack.record();
  const credential = record === undefined ? undefined : adminCredential(record);
  if (credential === undefined) {
    throw new LocoError("STACK_NOT_DEPLOYED", "the stack platform has not been deployed", {
      hint: "there is no credential to replace; LOCO_ENV says which environment is meant",
    });
  }
  return credential;
}

/** How often the API is asked, every 5 s: a load balancer may still send a request to a server that is restarting. */
const ATTEMPTS = 6;

/** UID of the cluster's namespace kube-system, by which one cluster is told from another. */
async function clusterOf(kubeconfig: string): Promise<string> {
  const access = accessOf(kubeconfig);
  const kube = kubeClient(access);
  for (let attempt = 1; ; attempt++) {
    try {
      const namespace = await kube.get<{ metadata: { uid: string } }>("/api/v1/namespaces/kube-system");
      return namespace.metadata.uid;
    } catch (error) {
      if (attempt < ATTEMPTS) {
        await sleep(5000);
        continue;
      }
      throw new LocoError("API_UNREACHABLE", `no answer from ${access.server}: ${(error as Error).message}`, {
        hint: "npx loco platform status tells what is known; this machine's address must be in api_lb_allowed_cidrs",
        cause: error,
      });
    }
  }
}

async function requireCluster(kubeconfig: string, expected: string | undefined): Promise<void> {
  const found = await clusterOf(kubeconfig);
  if (expected === undefined || found === expected) return;
  throw new LocoError(
    "API_UNREACHABLE",
    `${accessOf(kubeconfig).server} is another cluster than before (kube-system ${found}, was ${expected})`,
  );
}

const describe = ({ published }: AdminCredential) => ({
  serial: published.serialNumber,
  validUntil: new Date(published.validTo),
});
