import type { AppFile } from "../app-file.gen.ts";
import { type HealthTable, type ProcessEntry, processEntries } from "../app-file.ts";
import { type Advice, type SuggestionRule, set } from "./suggestion.ts";

const withPort = (file: AppFile): ProcessEntry[] =>
  processEntries(file).filter(({ keys }) => keys.port !== undefined);

const hasVolume = ({ volumes }: AppFile, { name }: ProcessEntry): boolean =>
  Object.values(volumes).some(({ process }) => process === name);

/** Whether it can run more than once, so that one stays while another goes. */
export const canBeMany = (file: AppFile, entry: ProcessEntry): boolean =>
  file.deploy.strategy === "rolling" && !hasVolume(file, entry);

export const healthPath: SuggestionRule = {
  name: "health-path",
  gain: "safer",
  check: (file, { said }) =>
    withPort(file).flatMap(({ keys, path, name }): Advice[] => {
      const health = keys.health as HealthTable;
      if (health.path !== undefined) return [];
      const at = [...path, "health"];
      return [
        {
          path: at,
          why: `${name} counts as ready as soon as its port takes connections, which many programs do before they can answer. With a path, a broken release never gets a request.`,
          changes: [said(at) ? set([...at, "path"], "/healthz") : set(at, "/healthz")],
          adapt: "write the path at which the app answers 200 when it can work",
        },
      ];
    }),
};

export const secondReplica: SuggestionRule = {
  name: "second-replica",
  gain: "safer",
  // What Polaris calls deploymentMissingReplicas and hpaMinAvailability.
  check: (file) =>
    withPort(file)
      .filter((entry) => canBeMany(file, entry))
      .flatMap(({ keys: { replicas, scalers }, path, name }): Advice[] => {
        const at = [...path, "replicas"];
        const why = `${name} runs once: while its node is restarted or lost, nobody gets an answer.`;
        if (typeof replicas === "number" || scalers === undefined) {
          const count = typeof replicas === "number" ? replicas : replicas.min;
          return count === 1 ? [{ path: at, why, changes: [set(at, 2)] }] : [];
        }
        const { min, max } = replicas;
        if (min > 1) return [];
        const more = max > 2 ? [] : [set([...at, "max"], 4)];
        return [{ path: [...at, "min"], why, changes: [set([...at, "min"], 2), ...more] }];
      }),
};

export const livenessOfItsOwn: SuggestionRule = {
  name: "liveness-of-its-own",
  gain: "safer",
  check: (file) =>
    withPort(file).flatMap(({ keys, path, name }): Advice[] => {
      const health = keys.health as HealthTable;
      if (health.liveness === undefined || health.liveness !== health.path) return [];
      const at = [...path, "health", "liveness"];
      return [
        {
          path: at,
          why: `${name} is started anew by the same check that takes it out of traffic: when what it depends on is down, all replicas are started over and over.`,
          changes: [set(at, undefined)],
        },
      ];
    }),
};

export const needReplicas: SuggestionRule = {
  name: "need-replicas",
  gain: "safer",
  check: ({ needs }) =>
    Object.entries(needs).flatMap(([name, need]): Advice[] => {
      if (need.type === "s3" || need.type === "external" || need.replicas > 1) return [];
      const at = ["needs", name, "replicas"];
      const copies = need.type === "postgres" || need.type === "redis" ? 2 : 3;
      return [
        {
          path: at,
          why: `${name} has one copy: while its node is restarted, the app has no ${need.type}.`,
          changes: [set(at, copies)],
        },
      ];
    }),
};

export const staging: SuggestionRule = {
  name: "staging",
  gain: "safer",
  check: (file, { environment }) => {
    if (environment !== undefined || Object.keys(file.environments ?? {}).length > 0) return [];
    const hasTop = processEntries(file).some(({ name, keys }) => name === "web" && keys.port !== undefined);
    if (!hasTop || Object.keys(file.volumes).length > 0) return [];
    return [
      {
        path: ["environments"],
        why: "Without a second environment each change is first tried on those who use the app. An environment is another app of the same file, with an address and data of its own.",
        changes: [set(["environments", "staging", "replicas"], 1)],
      },
    ];
  },
};
