import { formatFound, type Problem } from "../../config/diagnostic.ts";
import { parseBytes } from "../../config/quantity.ts";
import type { Need } from "../app-file.gen.ts";
import { processEntries } from "../app-file.ts";
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
    Object.entries(needs).flatMap(([name, need]): Problem[] => {
      const { type, replicas, size, backup, version, memory, storage_class } = need;
      if (!isDatastore(type)) return [];
      const { quorum, backup: copied, versions, memory: takes } = DATASTORES[type];
      const at = (key: string) => ["needs", name, key];
      const problems: Problem[] = [];
      if (quorum && replicas % 2 === 0)
        problems.push(
          wrong(
            at("replicas"),
            `must be odd for ${type}: of ${replicas} no more may fail than of ${replicas - 1}`,
          ),
        );
      if (version !== undefined && !versions?.includes(version))
        problems.push(
          versions === undefined
            ? { ...wrong(at("version"), `cannot be chosen for ${type}: its operator knows one`), atKey: true }
            : {
                ...wrong(
                  at("version"),
                  `must be one of those known to work for ${type}: ${versions.join(", ")}`,
                ),
                found: formatFound(version),
              },
        );
      if (memory !== undefined && (parseBytes(memory) ?? 0) < (parseBytes(takes.least) ?? 0))
        problems.push({
          ...wrong(at("memory"), `must be at least ${takes.least}, or ${type} does not start`),
          found: formatFound(memory),
        });
      if (backup !== undefined && copied === undefined)
        problems.push({ ...wrong(at("backup"), `cannot be had for ${type}`), atKey: true });
      const keeps = type !== "redis" || size !== undefined;
      if (!keeps && storage_class !== undefined)
        problems.push(wrong(at("storage_class"), "has no effect without size: redis then keeps nothing"));
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

/** What operators make of a need, among it an account of its name, does not have the name of what the app has itself. */
export const needNamesRule: AppRule = {
  reads: ["needs", "processes", "jobs", "volumes", "port", "command", "args"],
  check(file) {
    const taken = new Map(processEntries(file).map(({ name }) => [name, `the process ${name}`]));
    for (const [name, owner] of ACCOUNTS) taken.set(name, owner);
    return Object.entries(file.needs).flatMap(([name, { type }]): Problem[] => {
      if (!isDatastore(type)) return [];
      const names = [name, ...DATASTORES[type].names.map((end) => `${name}${end}`)];
      const clash = names.find((each) => taken.has(each));
      const volume = Object.keys(file.volumes).find(
        (each) =>
          type === "postgres" && each.startsWith(`${name}-`) && /^[0-9]+$/.test(each.slice(name.length + 1)),
      );
      const problem = (what: string, by: string | undefined) => ({
        ...wrong(["needs", name], `needs the name ${what}, which ${by} has; rename one of them`),
        atKey: true,
      });
      const problems = [
        ...(clash === undefined ? [] : [problem(clash, taken.get(clash))]),
        ...(volume === undefined ? [] : [problem(volume, "a volume")]),
      ];
      for (const each of names) taken.set(each, `the need ${name}`);
      return problems;
    });
  },
};

/**
 * Pods that operators make are not taken for the app's by selectors, nor the app's for theirs: RabbitMQ's operator selects by
 * app.kubernetes.io/name alone, and writes the need's name there.
 *
 * @see https://github.com/rabbitmq/cluster-operator/blob/v2.22.3/internal/metadata/label.go
 */
export const needPodsRule: AppRule = {
  reads: ["name", "needs"],
  check({ needs }, { instance }) {
    const all = Object.entries(needs);
    const others = new Map(
      all.flatMap(([name, { type }]) => {
        const pods = isDatastore(type) ? DATASTORES[type].podsOf : undefined;
        return pods === undefined ? [] : [[pods, `pods of the need ${name}`] as const];
      }),
    );
    return all.flatMap(([name, { type }]): Problem[] => {
      if (!isDatastore(type)) return [];
      const own = type === "rabbitmq";
      const pods = own ? name : DATASTORES[type].podsOf;
      const taken = pods === instance ? "the app's own pods" : own ? others.get(name) : undefined;
      if (taken === undefined) return [];
      return [
        {
          ...wrong(
            ["needs", name],
            `makes pods that are named ${pods} (app.kubernetes.io/name), as ${taken} are; rename ${own ? "the need" : "the app"}`,
          ),
          atKey: true,
        },
      ];
    });
  },
};

/** ServiceAccounts of the two charts. One that an operator has made before keeps the release out. */
const ACCOUNTS = [
  ["app", "the account of the app's pods"],
  ["release", "the account of the release command"],
  ["base-hook", "what installs the app"],
] as const;

export const STORAGE = "in platform.toml: [addons.cloudstack-csi] with a disk_offering";
