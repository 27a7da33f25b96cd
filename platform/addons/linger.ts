import { type ITerraformDependable, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Lets time pass between the removal of what comes after `release` and its own. Unlike a hook of Helm's it needs no image
 * and cannot fail, which would leave a release that is neither there nor gone.
 *
 * @param seconds how long a destroy waits
 * @see https://registry.terraform.io/providers/hashicorp/time/latest/docs/resources/sleep
 */
export function createLinger(
  scope: Construct,
  name: string,
  seconds: number,
  release: ITerraformDependable,
): ITerraformDependable {
  const linger = new TerraformResource(scope, `${name}-lingers`, {
    terraformResourceType: "time_sleep",
    dependsOn: [release],
  });
  linger.addOverride("destroy_duration", `${seconds}s`);
  return linger;
}
