import { formatFound, type Problem } from "../config/diagnostic.ts";
import { parseBytes } from "../config/quantity.ts";
import type { App, Need, Volume } from "./app.ts";
import { type KeptObject, keptObjects } from "./kept-objects.ts";
import { isDatastore } from "./needs.ts";

/** Data that a release leaves where it is although the file has no place for it any more. */
export interface KeptData {
  /** Where the file had it. */
  readonly path: readonly string[];
  readonly what: string;
  /** What deletes it for good. */
  readonly command: string;
}

/** What stays when an app becomes another. */
export function keptData(before: App, after: App): readonly KeptData[] {
  const still = new Set(keptObjects(after).map(idOf));
  return keptObjects(before).flatMap((object) => {
    const { path, what, objects } = object;
    if (still.has(idOf(object)) || isStopped(path, after)) return [];
    return [{ path, what, command: `kubectl -n ${before.name} delete ${objects.join(" ")}` }];
  });
}

/** Whether a backup is of data that is still in the file, which then says that there shall be none. */
const isStopped = (path: readonly string[], { needs, volumes }: App): boolean =>
  path.at(-1) === "backup" &&
  (path.length === 1 ? volumes.length > 0 : needs.some(({ name }) => name === path[1]));

const idOf = ({ path, objects }: KeptObject) => `${path.join(".")} ${objects[0]?.split("/")[0]}`;

/**
 * What is wrong with, or to be known of, an app's becoming another: errors for what would lose data or be refused by whoever keeps it,
 * warnings for what stays behind. Paths are those of the file afterwards.
 */
export const changesOf = (before: App, after: App): readonly Problem[] => [
  ...after.volumes.flatMap((volume) => {
    const old = before.volumes.find(({ name }) => name === volume.name);
    return old === undefined ? [] : ofStorage(["volumes", volume.name], old, volume);
  }),
  ...after.needs.flatMap((need) => {
    const old = before.needs.find(({ name }) => name === need.name);
    return old === undefined ? [] : ofNeed(old, need);
  }),
  ...endedBackups(before, after),
  ...keptData(before, after).map(
    ({ path, what, command }): Problem => ({
      severity: "warning",
      path,
      message: `${what} is no longer in the file, and stays where it is`,
      hint: `to delete it for good: ${command}`,
    }),
  ),
];

/** What is copied no more although it is still there. */
function endedBackups(before: App, after: App): Problem[] {
  const needs = after.needs.flatMap((need) => {
    const old = before.needs.find(({ name }) => name === need.name);
    const ended = old !== undefined && isStore(old) && isStore(need) && old.backup && !need.backup;
    return ended ? [{ path: ["needs", need.name, "backup"], what: `the ${need.type} ${need.name} is` }] : [];
  });
  const volumes = before.backup !== undefined && after.backup === undefined && after.volumes.length > 0;
  return [...needs, ...(volumes ? [{ path: ["backup"], what: "volumes are" }] : [])].map(
    ({ path, what }) => ({
      severity: "warning",
      path,
      message: `${what} no longer copied; copies that were made stay in the bucket, and none is deleted for its age`,
    }),
  );
}

type Store = Exclude<Need, { readonly type: "s3" | "external" }>;

const isStore = (need: Need): need is Store => isDatastore(need.type);

function ofNeed(old: Need, need: Need): Problem[] {
  if (!isStore(old)) return [];
  const path = ["needs", need.name];
  if (!isStore(need) || need.type !== old.type)
    return [
      refused([...path, "type"], `must stay ${old.type}; a need of another kind has another name`, need.type),
    ];
  return [
    ...(need.type === "redis" && old.size !== need.size
      ? [refused([...path, "size"], `must stay ${old.size ?? "unset"}: it is fixed for redis`, need.size)]
      : ofStorage(path, old, need)),
    ...ofVersion(path, old, need),
    ...(need.type === "rabbitmq" && need.replicas < old.replicas
      ? [
          refused(
            [...path, "replicas"],
            `must not become fewer than ${old.replicas}: rabbitmq cannot shrink`,
            need.replicas,
          ),
        ]
      : []),
  ];
}

function ofVersion(path: readonly string[], { version: old }: Store, { version }: Store): Problem[] {
  if (old === undefined || version === old) return [];
  const at = [...path, "version"];
  if (version === undefined) return [refused(at, `must stay "${old}": without it another one may be taken`)];
  return compareVersions(version, old) < 0
    ? [refused(at, `must not become less than "${old}": data does not go back`, version)]
    : [];
}

/** By their numbers: 9 is less than 10. */
const compareVersions = (one: string, other: string): number =>
  one.localeCompare(other, "en", { numeric: true });

function ofStorage(
  path: readonly string[],
  old: Pick<Volume, "storageClass"> & { readonly size?: string },
  now: Pick<Volume, "storageClass"> & { readonly size?: string },
): Problem[] {
  const shrinks = (parseBytes(now.size ?? "") ?? 0) < (parseBytes(old.size ?? "") ?? 0);
  return [
    ...(shrinks ? [refused([...path, "size"], notLess(old.size ?? ""), now.size)] : []),
    ...(now.storageClass === old.storageClass
      ? []
      : [
          refused(
            [...path, "storage_class"],
            `must stay ${old.storageClass ?? "unset"}: a volume does not change its class`,
            now.storageClass,
          ),
        ]),
  ];
}

/** What is wrong with a size that is less than the one that is there. */
export const notLess = (size: string): string => `must not become less than ${size}: volumes do not shrink`;

const refused = (path: readonly string[], message: string, found?: string | number): Problem => ({
  severity: "error",
  path,
  message,
  ...(found === undefined ? {} : { found: formatFound(found) }),
});
