/** What the sandbox does with each directive, by section: everything else is an error at its line. */
export const meaningful: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: new Set([
    "After",
    "Before",
    "Wants",
    "Requires",
    "BindsTo",
    "ConditionPathExists",
    "ConditionPathIsDirectory",
    "ConditionFileNotEmpty",
    "ConditionFileIsExecutable",
    "StartLimitBurst",
    "StartLimitIntervalSec",
  ]),
  Service: new Set([
    "Type",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStop",
    "ExecStopPost",
    "Environment",
    "EnvironmentFile",
    "KillMode",
    "KillSignal",
    "RemainAfterExit",
    "Restart",
    "RestartSec",
    "StandardError",
    "StandardOutput",
    "SuccessExitStatus",
    "TimeoutStopSec",
    "TimeoutSec",
    "User",
    "Group",
    "WorkingDirectory",
  ]),
  Timer: new Set([
    "OnActiveSec",
    "OnBootSec",
    "OnStartupSec",
    "OnUnitActiveSec",
    "OnUnitInactiveSec",
    "Unit",
  ]),
  Install: new Set(["WantedBy"]),
};

/**
 * Directives that limit, describe or harden and so change nothing that a sandbox shows. The sandbox has no
 * cgroups, no file limits of its own and no second user; accuracy and random delays only make timers later.
 */
const harmless: Readonly<Record<string, readonly RegExp[]>> = {
  Unit: [/^(Description|Documentation|DefaultDependencies)$/],
  Service: [
    /^(Limit|CPU|Memory|IO|Tasks|Protect|Private|Restrict|System|Capability|Ambient|Read|Syslog|LogRate)[A-Za-z]*$/,
    /^(Delegate|Nice|OOMScoreAdjust|OOMPolicy|NoNewPrivileges|Slice|NotifyAccess)$/,
    /^(TimeoutStartSec|TimeoutAbortSec|LockPersonality|SecureBits|KeyringMode)$/,
  ],
  Timer: [/^(AccuracySec|RandomizedDelaySec|Persistent|FixedRandomDelay)$/],
};

/** Whether the directive may be left out without changing what a person sees. `X-…` is systemd's own escape. */
export function isHarmless(section: string, key: string): boolean {
  return (
    section.startsWith("X-") ||
    key.startsWith("X-") ||
    (harmless[section] ?? []).some((pattern) => pattern.test(key))
  );
}
