import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { LockedChart } from "./charts.ts";

/** Where charts are taken from instead of their repositories. */
export type ChartMirror =
  | { readonly kind: "registry"; readonly url: string }
  | { readonly kind: "folder"; readonly path: string };

/** A mirror as a person writes it: `oci://...`, or a folder seen from `dir`. */
export const chartMirror = (text: string, dir: string): ChartMirror =>
  text.startsWith("oci://")
    ? { kind: "registry", url: text.replace(/\/+$/, "") }
    : { kind: "folder", path: chartsIn(resolve(dir, text)) };

/** The mirror of platform.toml in `dir`; undefined when charts come from their repositories. */
export const mirrorOf = ({ charts: { mirror } }: PlatformConfig, dir: string): ChartMirror | undefined =>
  mirror === undefined ? undefined : chartMirror(mirror, dir);

/** Whether an OCI URL is of this machine, where a registry needs no TLS. Helm and crane agree on these two names. */
export const isThisMachine = (url: string): boolean => /^oci:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(url);

/** Path of a chart's package in a folder of charts. */
export const packagePath = (folder: string, { name, version }: LockedChart): string =>
  join(folder, `${name}-${version}.tgz`);

/** What `loco charts mirror` fills has charts beside images; any other folder has nothing but charts. */
function chartsIn(path: string): string {
  const below = join(path, "charts");
  return existsSync(below) ? below : path;
}
