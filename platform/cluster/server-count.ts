import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { createRecord, type Move, recorded } from "./record.ts";
import { instead, type Precondition, refusal } from "./refusal.ts";

/** What control_plane_count may be. */
const COUNTS: readonly PlatformConfig["control_plane_count"][] = [1, 3, 5];

/** Id of the record that says how many servers there are. */
export const serverCountId = (count: number): string => `servers-${count}`;

/**
 * Records how many servers there are, and says when the file has fewer. Growing makes a record under another name;
 * lowering moves the higher one, whose number stays, to the lower one's name, where the plan can compare the two.
 * `loco nodes remove` opens it by forgetting the record once the members are gone.
 */
export function createServerCount(
  scope: Construct,
  config: PlatformConfig,
): { readonly precondition: Precondition; readonly moves: readonly Move[] } {
  const count = config.control_plane_count;
  const id = serverCountId(count);
  createRecord(scope, id, { count });
  const higher = COUNTS.filter((other) => other > count).reverse();
  const moves = higher.map((other, i) => ({
    from: `terraform_data.${serverCountId(other)}`,
    to: `terraform_data.${serverCountId(higher[i + 1] ?? count)}`,
  }));
  const before = recorded(id, "count", String(count));
  return {
    moves,
    precondition: {
      condition: `\${${before} <= ${count}}`,
      error_message: refusal(
        `control_plane_count goes from \${${before}} to ${count}, and a server must leave etcd before its machine goes, or the rest loses quorum`,
        instead(
          `npx loco nodes remove cp-\${${before}}`,
          "it lowers the count when that is safe",
          `Put control_plane_count back to \${${before}}`,
        ),
      ),
    },
  };
}
