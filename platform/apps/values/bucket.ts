import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";

/** A folder in the platform's bucket. */
export interface BucketFolder {
  readonly endpoint: string;
  readonly bucket: string;
  readonly folder: string;
  readonly region?: string;
}

/**
 * Where an app's backups of one kind go: a folder that no other app writes to.
 *
 * @throws Error when the platform has no bucket, which a rule reports before
 */
export function bucketFolder(
  kind: string,
  { name }: Pick<App, "name">,
  { name: platform, backup }: Pick<PlatformFacts, "name" | "backup">,
): BucketFolder {
  if (backup === undefined) throw new Error(`the platform ${platform} has no bucket`);
  const { endpoint, bucket, region } = backup;
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    bucket,
    folder: `${platform}/${kind}/${name}`,
    ...(region === undefined ? {} : { region }),
  };
}
