import type { Problem } from "../diagnostic.ts";
import type { PlatformConfig } from "../platform-config.gen.ts";

/** A rule across keys. It is checked when each of the top-level keys it reads is right by itself. */
export interface Rule<Config = PlatformConfig> {
  readonly reads: readonly (keyof Config & string)[];
  readonly check: (config: Config) => Problem[];
}
