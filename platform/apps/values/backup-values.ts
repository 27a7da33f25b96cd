import type { App, Backup } from "../app.ts";
import { quoteForK8up } from "../k8up-words.ts";
import type { PlatformFacts } from "../source.ts";
import type { BaseValues } from "./base-values.gen.ts";
import { bucketFolder } from "./bucket.ts";

/** When an app's volumes are copied, and where to: a repository that is its own. */
export const backupValues = (
  app: App,
  { schedule, keep }: Backup,
  platform: PlatformFacts,
): NonNullable<BaseValues["backup"]> => ({
  schedule,
  // Once a week each, not at the same time, and not when backups usually are: these lock each other out.
  prune: `${minuteOf(app.name)} 5 * * 0`,
  check: `${minuteOf(app.name)} 5 * * 3`,
  keep,
  user: app.user,
  to: bucketFolder("volumes", app, platform),
});

/** A minute for each name, so that not all apps ask the bucket at once. k8up's `@weekly-random` would do, but alerts know no such words. */
const minuteOf = (name: string): number =>
  [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 60, 0);

/**
 * Annotations of the pods of the process web, in whose container k8up runs `backup.command` and copies what it writes.
 *
 * @see https://docs.k8up.io/k8up/how-tos/application-aware-backups.html
 */
export function backupAnnotations({ backup, name }: Pick<App, "backup" | "name">): Record<string, string> {
  if (backup?.command === undefined) return {};
  return {
    "k8up.io/backupcommand": backup.command.map((word) => quoteForK8up(word) ?? word).join(" "),
    "k8up.io/file-extension": `-${name}.dump`,
  };
}
