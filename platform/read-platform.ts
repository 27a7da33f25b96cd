import { userDataSizeRule } from "./cluster/cloud-init/size-rule.ts";
import { loadPlatform } from "./config/load.ts";
import type { PlatformReading } from "./config/platform-config.ts";

/** Reads the platform's description with every check that needs no cloud: what synth and `loco validate` share. */
export function readPlatform(dir: string, environment: string | undefined): PlatformReading {
  return loadPlatform(dir, environment, [userDataSizeRule]);
}
