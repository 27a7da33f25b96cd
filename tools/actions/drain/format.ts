import { isInCloudStack, type Namespace, type Objects, type Volume } from "./in-use.ts";

type Row = readonly [kind: string, name: string, more: string];

const rowsOf = ({ applications, namespaces, services, volumes, snapshots }: Objects): readonly Row[] => [
  ...applications.map((path): Row => ["application", path.split("/").slice(5).join("/"), ""]),
  ...namespaces.map((namespace): Row => ["namespace", namespace.metadata.name, stuck(namespace)]),
  ...services.map(({ metadata, status }): Row => {
    const address = status?.loadBalancer?.ingress?.[0]?.ip ?? "no address yet";
    return ["address", `${metadata.namespace}/${metadata.name}`, address];
  }),
  ...volumes.map((volume): Row => ["volume", claimOf(volume), volumeWords(volume)]),
  ...snapshots.map(({ metadata, spec: { volumeSnapshotRef: of }, status }): Row => {
    const name = of.namespace === undefined ? metadata.name : `${of.namespace}/${of.name}`;
    return ["snapshot", name, `${status?.snapshotHandle ?? "not made yet"} in CloudStack`];
  }),
];

/** A line for each thing that is in use, aligned. */
export function describeObjects(objects: Objects): string {
  const rows = rowsOf(objects);
  const [kinds, names] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([kind, name, more]) =>
      `  ${kind.padEnd(kinds ?? 0)}  ${name.padEnd(names ?? 0)}  ${more}`.trimEnd(),
    )
    .join("\n");
}

/** The first few, for a line of progress. */
export function shortly(objects: Objects, most = 3): string {
  const names = rowsOf(objects).map(([kind, name]) => `${kind} ${name}`);
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `waiting for ${names.slice(0, most).join(", ")}${more}`;
}

/** Why a namespace that was deleted is still there. */
function stuck({ status }: Namespace): string {
  const reasons = (status?.conditions ?? []).filter(
    ({ type, status }) => status === "True" && /Failure|Remaining/.test(type),
  );
  return reasons.map(({ message }) => message).join("; ");
}

/** `shop/data`, or the volume's own name where nobody claims it. */
const claimOf = ({ metadata, spec: { claimRef } }: Volume): string =>
  claimRef === undefined ? metadata.name : `${claimRef.namespace}/${claimRef.name}`;

/** Size, and CloudStack's id. */
function volumeWords(volume: Volume): string {
  const { capacity, csi } = volume.spec;
  const size = (capacity?.storage ?? "").replace(/Gi$/, " GiB");
  return isInCloudStack(volume)
    ? `${size}, ${csi?.volumeHandle} in CloudStack`
    : `${size}, not CloudStack's: what is on it stays`;
}

/** Lines that say what stays in CloudStack, and under which ids. */
export function formatKept({ volumes, snapshots }: Objects): readonly string[] {
  const kept = { ...NONE, volumes: volumes.filter(isInCloudStack), snapshots };
  if (kept.volumes.length + kept.snapshots.length === 0) return [];
  return ["kept in CloudStack, where they go on costing:", describeObjects(kept)];
}

const NONE: Objects = { applications: [], namespaces: [], services: [], volumes: [], snapshots: [] };
