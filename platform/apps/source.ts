import type { SourceFile } from "../config/read-documents.ts";
import type { Table } from "../config/table.ts";
import type { PublishedPlatform } from "../published/published-platform.gen.ts";

/** What running a loco.ts gave. */
export type Definition =
  | { readonly kind: "value"; readonly value: Table }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly hint?: string;
      readonly line: number;
      readonly column: number;
    };

/** An app's files, as they lie beside each other. */
export interface AppSource {
  /** loco.toml or loco.ts */
  readonly file: SourceFile;
  /** Of a loco.ts, which is no TOML. */
  readonly definition?: Definition;
  /** image.lock, where there is one. */
  readonly lock?: SourceFile;
  /** Text of a file by its path relative to that file; undefined when it is not there, null when it is not text. */
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
  | "alerts"
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
