import { App, TerraformStack } from "cdktf";
import { type AppPlatform, createAppPlace } from "./app-place.ts";
import { appStackName } from "./app-stack.ts";
import { createClusterIdentity } from "./cluster-identity.ts";

/**
 * The stack of an app without the app: enough to destroy what state has of it, whatever has become of its files.
 *
 * @param outdir a folder that cdktf may write to; nothing of use comes there
 * @returns Terraform's JSON
 */
export function removedAppStack(app: string, platform: AppPlatform, outdir: string): string {
  const stack = new TerraformStack(new App({ outdir }), appStackName(app));
  createClusterIdentity(stack, createAppPlace(stack, platform, app), app);
  stack.prepareStack();
  return `${JSON.stringify(stack.toTerraform(), undefined, 2)}\n`;
}
