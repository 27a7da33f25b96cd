import type { Need } from "../../app.ts";
import type { DatastoreType } from "../../needs.ts";

/** A need that the platform makes itself. */
export type DatastoreNeed = Extract<Need, { readonly type: DatastoreType }>;

/** A database and a user of that name are what every SQL and document store is made with. */
export const APP_USER = "app";

/** Key of the password in a Secret that we make. */
export const PASSWORD = "password";

/** Secret with the password of a store whose operator makes none that may stand in a URL. The chart's hook makes it, once. */
export const loginSecret = (need: string): string => `${need}-login`;

/** What charts take of a store, whatever its kind. */
export const sizeOf = ({ size = "", storageClass }: DatastoreNeed) => ({
  size,
  ...(storageClass === undefined ? {} : { storageClass }),
});

/** CNPG and Percona count seconds, too, or take words; five fields get a zero in front. */
export const withSeconds = (cron: string): string => (cron.startsWith("@") ? cron : `0 ${cron}`);
