import type { Problem } from "../../config/diagnostic.ts";
import type { Need } from "../app-file.gen.ts";
import { DATASTORES, isDatastore, type NeedType } from "../needs.ts";
import { type AppRule, wrong } from "./app-rule.ts";

const OF_DATASTORES = ["version", "size", "storage_class", "replicas", "cpu", "memory", "backup"] as const;
const OF_S3 = ["endpoint", "bucket", "region"] as const;
const OF_EXTERNAL = ["secrets"] as const;

/** Keys that a kind of need has, and those that it must have. */
const keysOf = (
  type: NeedType,
): { readonly may: readonly string[]; readonly must: readonly (keyof Need)[] } => {
  if (type === "s3") return { may: OF_S3, must: ["endpoint", "bucket"] };
  return type === "external" ? { may: OF_EXTERNAL, must: OF_EXTERNAL } : { may: OF_DATASTORES, must: [] };
};

/** A need has the keys of its kind. */
export const needKeysRule: AppRule = {
  reads: ["needs"],
  check: ({ needs }, { said }) =>
    Object.entries(needs).flatMap(([name, need]): Problem[] => {
      const { may, must } = keysOf(need.type);
      const at = (key: string) => ["needs", name, key];
      return [
        ...[...OF_DATASTORES, ...OF_S3, ...OF_EXTERNAL]
          .filter((key) => said(at(key)) && !may.includes(key))
          .map((key) => ({
            ...wrong(at(key), `is not a key of ${need.type}, which has ${may.join(", ")}`),
            atKey: true,
          })),
        ...must
          .filter((key) => need[key] === undefined)
          .map((key) => wrong(at(key), `is required for ${need.type}`)),
      ];
    }),
};

/** A datastore has as many copies as can agree, and somewhere to keep its data. */
export const datastoreRule: AppRule = {
  reads: ["needs"],
  check: ({ needs }, { platform }) =>
    Object.entries(needs).flatMap(([name, { type, replicas, size, backup }]): Problem[] => {
      if (!isDatastore(type)) return [];
      const { quorum, backup: copied } = DATASTORES[type];
      const at = (key: string) => ["needs", name, key];
      const problems: Problem[] = [];
      if (quorum && replicas % 2 === 0)
        problems.push(
          wrong(
            at("replicas"),
            `must be odd for ${type}: of ${replicas} no more may fail than of ${replicas - 1}`,
          ),
        );
      if (backup !== undefined && copied === undefined)
        problems.push({ ...wrong(at("backup"), `cannot be had for ${type}`), atKey: true });
      const keeps = type !== "redis" || size !== undefined;
      if (keeps && platform !== undefined && platform.storage_classes.length === 0)
        problems.push(
          wrong(
            ["needs", name],
            `needs a volume, and the platform ${platform.name} has no storage class`,
            STORAGE,
          ),
        );
      return problems;
    }),
};

export const STORAGE = "in platform.toml: [addons.cloudstack-csi] with a disk_offering";
