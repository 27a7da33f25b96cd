import type { PlatformConfig } from "../../config/platform-config.gen.ts";

export type RetentionClass = PlatformConfig["addons"]["loki"]["retention"];

/** How long logs may be kept, and each class in hours. Every line carries one of them in its label `retention`. */
export const RETENTION_CLASSES: Readonly<Record<RetentionClass, number>> = {
  "1d": 24,
  "7d": 7 * 24,
  "14d": 14 * 24,
  "30d": 30 * 24,
  "90d": 90 * 24,
};

/** The label of pods that chooses one. */
export const RETENTION_LABEL = "loco.dev/log-retention";
