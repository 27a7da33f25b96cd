import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import { bucketFolder } from "../bucket.ts";
import type { EnvPart } from "../env-part.ts";
import { copiesIn } from "./copies.ts";
import { APP_USER, type DatastoreNeed, loginSecret, PASSWORD } from "./datastore.ts";

/** Where one of Percona's stores answers. */
interface Address {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** At the end of its URL. */
  readonly query?: string;
}

/** What a field of one of Percona's stores is made of: both have a database and a user of the same names. */
export function perconaPart(
  need: string,
  { scheme, host, port, query = "" }: Address,
  field: string,
): readonly EnvPart[] | undefined {
  const password: EnvPart = { secret: loginSecret(need), key: PASSWORD };
  return {
    url: [`${scheme}://${APP_USER}:`, password, `@${host}:${port}/${APP_USER}${query}`],
    host: [host],
    port: [String(port)],
    user: [APP_USER],
    password: [password],
    database: [APP_USER],
  }[field];
}

/** When one of Percona's operators copies a store, and where to. */
export function perconaBackup(
  { type, backup }: DatastoreNeed & { readonly type: "mysql" | "mongodb" },
  app: App,
  platform: PlatformFacts,
) {
  if (backup === undefined) return {};
  const { schedule, keepDays } = backup;
  const to = bucketFolder(type, app, platform);
  return { backup: { schedule, keepCopies: copiesIn(keepDays, schedule), to } };
}
