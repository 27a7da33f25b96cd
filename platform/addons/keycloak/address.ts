import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { isServed, nameOf } from "../exposure.ts";
import { optional } from "../optional.ts";

/** Whether it has an Ingress. */
export const isExposed = (config: PlatformConfig): boolean => isServed(config, optional(config, "keycloak"));

/** Its name in the browser's address; undefined when it has none. */
export const hostOf = (config: PlatformConfig): string | undefined =>
  nameOf(config, optional(config, "keycloak"), "keycloak");
