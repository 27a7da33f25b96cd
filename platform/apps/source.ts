import type { SourceFile } from "../config/read-documents.ts";
import type { PublishedPlatform } from "../published/published-platform.gen.ts";

/** An app's files, as they lie beside each other. */
export interface AppSource {
  /** loco.toml */
  readonly file: SourceFile;
  /** image.lock, where there is one. */
  readonly lock?: SourceFile;
  /** Text of a file by its path relative to loco.toml; undefined when it is not there, null when it is not text. */
  readonly read: (path: string) => string | null | undefined;
}

/** What must be known of the platform to check an app. What is published has more. */
export type PlatformFacts = Pick<
  PublishedPlatform,
  | "name"
  | "domain"
  | "network"
  | "issuers"
  | "addons"
  | "pools"
  | "storage_classes"
  | "log_retention"
  | "quota"
  | "backup"
> & { readonly ingress: Pick<PublishedPlatform["ingress"], "class" | "sees_clients"> };

/** What an app is read with. */
export interface AppContext {
  /** Namespaces that no app may take. */
  readonly reserved: readonly string[];
  /** Absent: what depends on the platform is not checked. */
  readonly platform?: PlatformFacts;
  /** An overlay of the file; absent for the file itself. */
  readonly environment?: string;
}
