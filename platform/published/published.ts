import { LOCO_SYSTEM } from "../addons/in-cluster.ts";

/** Where apps look for what they must know of their platform. */
export const PUBLISHED = { namespace: LOCO_SYSTEM, name: "platform", key: "platform.json" } as const;
