import type { Problem } from "../../config/diagnostic.ts";
import { parseBytes, parseCpu } from "../../config/quantity.ts";
import { type Amounts, type Footprint, footprints } from "../footprint.ts";
import { toApp } from "../model.ts";
import { type AppRule, wrong } from "./app-rule.ts";

const cores = (milli: number) => `${milli / 1000}`;
const gibibytes = (bytes: number) => `${Math.round((bytes / 2 ** 30) * 100) / 100}Gi`;
const count = (number: number) => `${number}`;

/** What is counted: its key in [apps.quota], what of it an app asks for, and how it is shown. */
const COUNTED = [
  { key: "cpu", what: "CPU", show: cores },
  { key: "memory", what: "of memory", show: gibibytes },
  { key: "storage", what: "of volumes", show: gibibytes },
  { key: "volumes", what: "volumes", show: count },
  { key: "pods", what: "pods", show: count },
] as const;

/** How many parts are named. */
const NAMED = 4;

/** At its most, the app fits into what the platform lets an app have. */
export const quotaRule: AppRule = {
  // Everything that the app is made of, because it is made here.
  reads: [
    "alerts",
    "backup",
    "deploy",
    "env",
    "files",
    "http",
    "jobs",
    "logs",
    "metrics",
    "needs",
    "network",
    "processes",
    "replicas",
    "scalers",
    "scratch",
    "secrets",
    "volumes",
    "health",
    "port",
    "command",
    "args",
    "cpu",
    "memory",
    "domains",
  ],
  check(file, { platform }): Problem[] {
    if (platform?.quota === undefined) return [];
    const { quota, name } = platform;
    const limits: Amounts = {
      ...quota,
      cpu: parseCpu(quota.cpu) ?? Number.POSITIVE_INFINITY,
      memory: parseBytes(quota.memory) ?? Number.POSITIVE_INFINITY,
      storage: parseBytes(quota.storage) ?? Number.POSITIVE_INFINITY,
    };
    const parts = footprints(toApp(file, { read: () => "" }));
    return COUNTED.flatMap(({ key, what, show }) => {
      const sum = parts.reduce((total, part) => total + part[key], 0);
      if (sum <= limits[key]) return [];
      const largest = parts.filter((part) => part[key] > 0).sort((a, b) => b[key] - a[key]);
      const named = largest.slice(0, NAMED).map((part) => `${shown(part)} ${show(part[key])}`);
      const more = largest.length > NAMED ? ", and more" : "";
      return [
        wrong(
          [...(largest[0]?.path ?? [])],
          `the app asks for up to ${show(sum)} ${what} at once, and the platform ${name} allows ${show(limits[key])}: ${named.join(", ")}${more}`,
          `ask for less, or in platform.toml: [apps.quota] ${key}; a new version's replicas and one run of each job count, too`,
        ),
      ];
    });
  },
};

const shown = ({ path }: Footprint): string => (path[0] === "replicas" ? "web" : path.join("."));
