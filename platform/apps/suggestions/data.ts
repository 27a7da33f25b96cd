import { DATASTORES, isDatastore } from "../needs.ts";
import { turnOn } from "../rules/platform-rules.ts";
import { BUCKET } from "../rules/volumes-rule.ts";
import type { PlatformFacts } from "../source.ts";
import { type Advice, type SuggestionRule, set } from "./suggestion.ts";

/** Data without a copy is worth a change of the platform, too: what it must have first, where it has it not. */
function copiedBy(
  needed: readonly string[],
  platform: PlatformFacts | undefined,
): Pick<Advice, "adapt" | "after"> {
  if (platform === undefined) return {};
  const addons = needed.filter((addon) => !platform.addons.includes(addon));
  const lines = [...(platform.backup === undefined ? [BUCKET] : []), ...addons.map(turnOn)];
  if (lines.length === 0) return {};
  return {
    adapt: `first, ${lines.join(", and ")}`,
    after: (facts) => ({
      ...facts,
      addons: [...facts.addons, ...addons],
      backup: facts.backup ?? { endpoint: "https://s3.example", bucket: "copies" },
    }),
  };
}

export const needBackup: SuggestionRule = {
  name: "need-backup",
  gain: "safer",
  check: ({ needs }, { platform }) =>
    Object.entries(needs).flatMap(([name, need]): Advice[] => {
      if (!isDatastore(need.type) || need.backup !== undefined) return [];
      const by = DATASTORES[need.type].backup;
      if (by === undefined) return [];
      const at = ["needs", name, "backup"];
      return [
        {
          path: at,
          why: `Nothing copies ${name}: a row deleted by mistake, or a lost volume, is gone for good.`,
          changes: [set(at, { schedule: "@daily", keep: 14 })],
          ...copiedBy(by, platform),
        },
      ];
    }),
};

export const volumeBackup: SuggestionRule = {
  name: "volume-backup",
  gain: "safer",
  check: ({ volumes, backup }, { platform }) => {
    const copied = Object.keys(volumes).filter((name) => volumes[name]?.backup);
    if (copied.length === 0 || backup !== undefined) return [];
    return [
      {
        path: ["backup"],
        why: `Nothing copies ${copied.sort().join(", ")}: what is deleted by mistake, or lost with a disk, is gone for good.`,
        changes: [set(["backup", "schedule"], "@daily")],
        ...copiedBy(["k8up"], platform),
      },
    ];
  },
};

export const releaseCommand: SuggestionRule = {
  name: "release-command",
  gain: "safer",
  check: ({ needs, deploy }) => {
    const database = Object.keys(needs)
      .sort()
      .find((name) => needs[name]?.type === "postgres" || needs[name]?.type === "mysql");
    if (database === undefined || deploy.release_command !== undefined) return [];
    return [
      {
        path: ["deploy", "release_command"],
        why: `When each container migrates ${database} as it starts, two do so at once, and a failed migration shows as a crash. As release command it runs once, before any new container, and stops the release when it fails.`,
        changes: [set(["deploy", "release_command"], ["bin/migrate"])],
        adapt: "write the app's own command, or leave it out when nothing is migrated",
      },
    ];
  },
};
