import { MAX_BYTES } from "../../platform/cluster/cloud-init/document.ts";
import { estimatedSize } from "../../platform/cluster/cloud-init/size-rule.ts";
import type { PlatformConfig } from "../../platform/config/platform-config.gen.ts";
import { agents, servers } from "../../platform/config/topology.ts";

/** Bytes of user-data per role, after gzip and base64, and what CloudStack takes at most. */
export interface UserDataSizes {
  readonly firstServer: number;
  readonly otherServer: number;
  readonly agent: number;
  readonly limit: number;
}

/** Estimates sizes as `loco validate` does, for three servers, since one alone has no other. */
export function userDataSizes(config: PlatformConfig): UserDataSizes {
  const platform: PlatformConfig = { ...config, control_plane_count: 3 };
  const [first, other] = servers(platform);
  const [agent] = agents(platform);
  if (first === undefined || other === undefined || agent === undefined)
    throw new RangeError(
      "a platform of three servers and an agent is measured; platform.toml describes none",
    );
  return {
    firstServer: estimatedSize(platform, first),
    otherServer: estimatedSize(platform, other),
    agent: estimatedSize(platform, agent),
    limit: MAX_BYTES,
  };
}
