import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** Tag that every object carries that CloudStack lets carry tags. */
const PLATFORM_TAG = "loco-platform";

/** Marks an object as the platform's. */
export function tagsOf(config: PlatformConfig): Record<string, string> {
  return { [PLATFORM_TAG]: config.name };
}

/**
 * The project, for every resource: objects of a project whose resource does not name it look deleted to the provider.
 *
 * @see https://github.com/apache/cloudstack-terraform-provider/issues/194
 */
export function inProject(config: PlatformConfig): { readonly project?: string } {
  const { project } = config.cloudstack;
  return project === undefined ? {} : { project };
}
