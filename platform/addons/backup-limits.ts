/** How old the last success of schedules may be. */
export interface BackupLimit {
  /** Matches their cron of five fields, or k8up's own words. */
  readonly cron: string;
  readonly hours: number;
}

/** The longest pause of a schedule, and two hours. Rarer backups are not watched. */
export const BACKUP_LIMITS: readonly BackupLimit[] = [
  { cron: "(.+ )?[^ ]+ [^ ]+ [*?] [*?] [*?]|@(hourly|daily|midnight)(-random)?", hours: 26 },
  { cron: "(.+ )?[^ ]+ [^ ]+ [*?] [*?] [^*? ][^ ]*|@weekly(-random)?", hours: 7 * 24 + 2 },
];
