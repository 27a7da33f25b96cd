import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { State } from "../config/platform-config.gen.ts";

/** PostgreSQL cuts off longer names, and says nothing. */
const LONGEST_SCHEMA = 63;

/** Whose states are meant. */
export interface StatePlace {
  /** The platform's name. */
  readonly platform: string;
  /** The environment, when it is one of the platform: `shop` there is another `shop`. */
  readonly environment: string | undefined;
}

/**
 * Where an app's state is: beside the platform's, in a folder of its own where there are folders. It is an app's own, so
 * that many deploy at once and whoever deploys one needs none of the platform's keys (design.md, D2).
 */
export function appState(state: State, { platform, environment }: StatePlace, app: string): State {
  const folder = environment === undefined ? "apps" : `apps.${environment}`;
  switch (state.backend) {
    case "local":
      return { ...state, path: `${appStateFolder(state, environment)}/${app}.tfstate` };
    case "s3": {
      const beside = state.key === undefined ? platform : posix.dirname(state.key);
      return { ...state, key: posix.join(beside, folder, `${app}.tfstate`) };
    }
    case "http":
      return { ...state, address: httpAddress(state.address ?? "", folder, app) };
    case "pg": {
      const own = environment === undefined ? [] : [environment];
      const parts = [state.schema_name ?? `loco_${platform}`, ...own, "app", app];
      return { ...state, schema_name: schema(parts.join("_")) };
    }
  }
}

/** Folder of local states of apps, relative to the project's. */
export function appStateFolder({ path }: State, environment: string | undefined): string {
  const suffix = environment === undefined ? "" : `.${environment}`;
  return path === undefined ? `terraform.apps${suffix}` : posix.join(posix.dirname(path), `apps${suffix}`);
}

/** One level of names more would be too much for some servers, GitLab's among them. */
const httpAddress = (platform: string, folder: string, app: string): string =>
  `${platform.replace(/\/$/, "")}-${folder}-${app}`;

function schema(text: string): string {
  const name = text.replaceAll("-", "_");
  if (name.length <= LONGEST_SCHEMA) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, LONGEST_SCHEMA - 9)}_${hash}`;
}
