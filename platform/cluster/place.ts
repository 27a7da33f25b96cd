import type { Construct } from "constructs";
import type { Network } from "../cloudstack/network.gen.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { asRecord, placeSettings } from "./fixed-settings.ts";
import { createRecord } from "./record.ts";
import { unchanged } from "./unchanged.ts";

/**
 * Records where the platform is once its network is there, so that a misspelt zone can be put right, and refuses to
 * plan it anywhere else. Unlike the guard it is asked after the network, by which CloudStack has been read.
 */
export function createPlace(scope: Construct, config: PlatformConfig, network: Network): void {
  const settings = placeSettings(config);
  const place = createRecord(scope, "place", asRecord(settings));
  place.addOverride("depends_on", [`cloudstack_network.${network.friendlyUniqueId}`]);
  place.addOverride(
    "lifecycle.postcondition",
    settings.map((setting) => unchanged(setting, `self.output.${setting.field}`)),
  );
}
