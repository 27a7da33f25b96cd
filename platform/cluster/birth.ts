import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { FOUNDER } from "./cloud-init/user-data.ts";
import type { PlatformNetwork } from "./network.ts";
import { createRecord } from "./record.ts";

/** Id of the record; frozen. */
export const BIRTH = "birth";

/** For how long after the platform was made its first server may start a cluster. */
const TIME_TO_INITIALISE = "2h";

/**
 * Records, when the network is there and the first machine is next, which life of the first server the platform was made
 * with, and until when that one may start a cluster. It lives and dies with the state, so a platform that was destroyed
 * and is deployed again starts a cluster whatever generation the file has, and a replaced first server never does
 * (design.md, D5).
 */
export function createBirth(
  scope: Construct,
  config: PlatformConfig,
  network: PlatformNetwork,
): TerraformResource {
  const birth = createRecord(scope, BIRTH, {
    generation: config.control_plane.generations[FOUNDER] ?? 1,
    initialise_until: `\${timeadd(timestamp(), "${TIME_TO_INITIALISE}")}`,
  });
  // A first deploy that fails before, for a misspelt name say, does not use up the time.
  const before = [network.network, network.apiAddress];
  birth.addOverride(
    "depends_on",
    before.map((one) => `${one.terraformResourceType}.${one.friendlyUniqueId}`),
  );
  return birth;
}

/**
 * Expression, without `${}`: until when a first server of this generation may start a cluster, in UTC as
 * `2026-01-31T12:00:00Z`; empty when it never may.
 */
export function initialiseUntil(birth: TerraformResource, generation: number): string {
  const output = `terraform_data.${birth.friendlyUniqueId}.output`;
  return `(${output}.generation == ${generation} ? ${output}.initialise_until : "")`;
}
