import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";

type LokiSettings = PlatformConfig["addons"]["loki"];
type S3 = NonNullable<LokiSettings["s3"]>;

/** Its keys are the variables that the S3 client reads when its configuration has none. */
export const S3_SECRET: AddonSecret = {
  name: "s3-credentials",
  data: {
    AWS_ACCESS_KEY_ID: secretText`${"loki_s3_access_key_id"}`,
    AWS_SECRET_ACCESS_KEY: secretText`${"loki_s3_secret_access_key"}`,
  },
};

/** Where lines go, as values under `loki`. The chart's own type is s3. */
export const storage = (platform: string, { s3 }: LokiSettings) =>
  s3 === undefined
    ? { storage: { type: "filesystem" }, schemaConfig: schema("filesystem") }
    : { storage: objectStore(platform, s3), schemaConfig: schema("s3") };

const schema = (objectStore: string) => ({
  configs: [
    {
      // Any day before the first line. It never changes: Loki would not find what it stored before.
      from: "2025-01-01",
      store: "tsdb",
      object_store: objectStore,
      schema: "v13",
      index: { prefix: "index_", period: "24h" },
    },
  ],
});

/** Upstream's newer client, the only one that keeps to a folder. */
function objectStore(platform: string, { endpoint, bucket, region }: S3): object {
  const { protocol, host } = new URL(endpoint);
  return {
    bucketNames: { chunks: bucket },
    use_thanos_objstore: true,
    object_store: {
      storage_prefix: platform,
      s3: {
        endpoint: host,
        region,
        ...(protocol === "http:" ? { insecure: true } : {}),
        // For stores that know no newer checksums.
        send_content_md5: true,
      },
    },
  };
}
