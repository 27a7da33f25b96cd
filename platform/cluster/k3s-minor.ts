import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { createRecord, type Move, recorded } from "./record.ts";
import { type Precondition, refusal } from "./refusal.ts";

/** How far from the file's minor version an earlier one is looked for: past any typing error that names a release. */
const REACH = 10;

const UPGRADE = "docs/how-to/addons.md#upgrade-k3s";

/** The minor version in `k3s_version`: 36 in `v1.36.3+k3s1`. */
export const minorOf = (version: string): number => Number(version.split(".")[1]);

/** Id of the record of a minor version; frozen. */
export const k3sMinorId = (minor: number): string => `k3s-1-${minor}`;

/**
 * How the record of any minor version but the one before reaches the name of this one, where a plan can compare the two. The
 * one before is not moved: a new record takes its place, which is how the record goes up. One chain, because Terraform
 * takes two moves to the same name for a mistake; state has only one of these records.
 */
export function movesTo(minor: number): readonly Move[] {
  const below = range(Math.max(0, minor - REACH), minor - 2);
  const above = range(minor, minor + REACH).reverse();
  const chain = [...below, ...above].map((one) => `terraform_data.${k3sMinorId(one)}`);
  return chain.slice(1).map((to, i) => ({ from: chain[i] ?? to, to }));
}

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);

/**
 * Records to which minor version of Kubernetes the platform was brought last, and refuses to go down or to skip one. The
 * record goes up as the first thing of an apply, before a node or an upgrade can have the new version. Patches are not
 * looked at: they may go both ways, and no running node is taken down.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/#kube-apiserver
 * @see https://docs.k3s.io/upgrades/roll-back
 */
export function createK3sMinor(
  scope: Construct,
  { k3s_version }: PlatformConfig,
): { readonly preconditions: readonly Precondition[]; readonly moves: readonly Move[] } {
  const minor = minorOf(k3s_version);
  createRecord(scope, k3sMinorId(minor), { minor });
  const before = recorded(k3sMinorId(minor), "minor", String(minor));
  return {
    moves: movesTo(minor),
    preconditions: [
      {
        condition: `\${${before} <= ${minor}}`,
        error_message: refusal(
          `k3s_version goes down from v1.\${${before}} to ${k3s_version}, and an older Kubernetes does not understand what a newer one has written to etcd`,
          `Put a release of v1.\${${before}} back. If npx loco platform status shows that no node has it yet, ${UPGRADE} says how to go back.`,
        ),
      },
      {
        condition: `\${${before} >= ${minor - 1}}`,
        error_message: refusal(
          `k3s_version goes from v1.\${${before}} to ${k3s_version}, and Kubernetes is upgraded by one minor version at a time`,
          `Deploy a release of v1.\${${before} + 1} first, and the next one when npx loco platform status shows it on every node: ${UPGRADE}`,
        ),
      },
    ],
  };
}
