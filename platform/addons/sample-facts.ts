import type { PlatformFacts } from "./addon.ts";

/** Stands for what only Terraform knows, where values are shown or rendered without it. */
export const SAMPLE_FACTS: PlatformFacts = { ingressAddress: "203.0.113.11" };
