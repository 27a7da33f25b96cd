import type { Rule } from "../../config/rules/rule.ts";

/** Logs and backups have a bucket each. Loki's keys delete, in a pod that reads what anybody writes. */
export const logBucketRule: Rule = {
  reads: ["addons", "backup"],
  check({ addons: { loki }, backup }) {
    if (!loki.enabled || loki.s3 === undefined || backup === undefined) return [];
    const same = loki.s3.bucket === backup.bucket && originOf(loki.s3.endpoint) === originOf(backup.endpoint);
    if (!same) return [];
    return [
      {
        severity: "error",
        path: ["addons", "loki", "s3", "bucket"],
        message:
          "must be another bucket than that of `[backup]`: Loki's keys delete, which backups have to survive",
        found: JSON.stringify(loki.s3.bucket),
      },
    ];
  },
};

const originOf = (url: string): string => new URL(url).origin;
