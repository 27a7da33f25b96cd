import type { Problem } from "../../config/diagnostic.ts";
import { formatFound } from "../../config/diagnostic.ts";
import { hasWeb, processEntries } from "../app-file.ts";
import { quoteForK8up } from "../k8up-words.ts";
import { type AppRule, wrong } from "./app-rule.ts";
import { STORAGE } from "./needs-rule.ts";

/** A volume is on one node at a time: its process runs once, and stops before its next version starts. */
export const volumeRule: AppRule = {
  reads: ["volumes", "processes", "jobs", "replicas", "scalers", "deploy", "port", "command", "args"],
  check(file, { said }) {
    const processes = new Map(processEntries(file).map((entry) => [entry.name, entry]));
    return Object.entries(file.volumes).flatMap(([name, { process }]): Problem[] => {
      const entry = processes.get(process);
      if (entry === undefined) {
        const known = [...processes.keys()].join(", ");
        const found = said(["volumes", name, "process"]) ? { found: formatFound(process) } : {};
        return [
          {
            ...wrong(
              ["volumes", name, "process"],
              `must be a process of the app: ${known || "there is none"}`,
            ),
            ...found,
          },
        ];
      }
      const { replicas } = entry.keys;
      const many = typeof replicas === "number" ? replicas > 1 : replicas.max > 1;
      const because = `the volume ${name} is on one node at a time`;
      return [
        ...(many ? [wrong([...entry.path, "replicas"], `must be 1: ${because}`)] : []),
        ...(file.deploy.strategy === "rolling" && said(["deploy", "strategy"]) && process === "web"
          ? [wrong(["deploy", "strategy"], `must be recreate: ${because}`)]
          : []),
      ];
    });
  },
};

/** Volumes and needs are of classes that the platform has. */
export const storageRule: AppRule = {
  reads: ["volumes", "needs"],
  check({ volumes, needs }, { platform }) {
    if (platform === undefined) return [];
    const { storage_classes: classes, name: platformName } = platform;
    const volumeless = classes.length > 0 ? [] : Object.keys(volumes);
    const all = [
      ...Object.entries(volumes).map(
        ([name, { storage_class }]) => [["volumes", name, "storage_class"], storage_class] as const,
      ),
      ...Object.entries(needs).map(
        ([name, { storage_class }]) => [["needs", name, "storage_class"], storage_class] as const,
      ),
    ];
    return [
      ...volumeless.map((name) =>
        wrong(["volumes", name], `cannot be had: the platform ${platformName} has no storage class`, STORAGE),
      ),
      ...all
        .filter(([, name]) => classes.length > 0 && name !== undefined && !classes.includes(name))
        .map(([path, name]) => ({
          ...wrong(
            path,
            `is not a storage class of the platform ${platformName}; it has ${classes.join(", ")}`,
          ),
          found: formatFound(name),
        })),
    ];
  },
};

/** A backup has something to copy. */
export const backupRule: AppRule = {
  reads: ["backup", "volumes", "processes", "jobs", "port", "command", "args"],
  check(file) {
    if (file.backup === undefined) return [];
    const { command } = file.backup;
    if (command !== undefined) {
      if (!hasWeb(file))
        return [wrong(["backup", "command"], "runs in the process web, which this app does not have")];
      return command.flatMap((word, i) =>
        quoteForK8up(word) === undefined
          ? [
              wrong(
                ["backup", "command", i],
                "must not have both kinds of quotes: who runs it cannot tell its end; put it into a script",
              ),
            ]
          : [],
      );
    }
    if (Object.values(file.volumes).some(({ backup }) => backup)) return [];
    const hint = "a need is copied by its own: [needs.<name>.backup]";
    return [
      { ...wrong(["backup"], "has nothing to copy: there is no volume and no command", hint), atKey: true },
    ];
  },
};

/** What a file wants copied is copied. Nothing is said of `false`: it stays true, and an environment may have [backup]. */
export const copiedRule: AppRule = {
  reads: ["backup", "volumes"],
  check: ({ backup, volumes }, { said }) =>
    Object.entries(volumes).flatMap(([name, volume]): Problem[] => {
      const path = ["volumes", name, "backup"];
      if (backup !== undefined || !volume.backup || !said(path)) return [];
      const hint = "write [backup]; without keys it copies once a day";
      return [{ ...wrong(path, "has no effect: without [backup] no volume is copied", hint), atKey: true }];
    }),
};

/** Backups have somewhere to go. */
export const bucketRule: AppRule = {
  reads: ["backup", "needs"],
  check({ backup, needs }, { platform }) {
    if (platform === undefined || platform.backup !== undefined) return [];
    const paths = [
      ...(backup === undefined ? [] : [["backup"]]),
      ...Object.entries(needs).flatMap(([name, need]) =>
        need.backup === undefined ? [] : [["needs", name, "backup"]],
      ),
    ];
    return paths.map((path) => ({
      ...wrong(path, `needs a bucket, and the platform ${platform.name} has none`, BUCKET),
      atKey: true,
    }));
  },
};

export const BUCKET = "in platform.toml: [backup] with endpoint and bucket";

/** An app without an address on the platform has no domains either. */
export const internalRule: AppRule = {
  reads: ["network", "domains"],
  check: ({ network, domains = [] }) =>
    network.internal && domains.length > 0
      ? [
          wrong(
            ["domains"],
            "lead to the process web, which network.internal keeps inside the cluster; keep one of them",
          ),
        ]
      : [],
};
