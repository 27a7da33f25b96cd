import { parse } from "yaml";
import type { AddonInput } from "../addon.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { limits } from "./loki-limits.ts";

const named = (manifests: readonly Manifest[], wanted: string, name = "loki"): Manifest | undefined =>
  ofKind(manifests, wanted).find(({ metadata }) => metadata.name === name);

const podOf = (manifests: readonly Manifest[]) => named(manifests, "Deployment")?.spec.template.spec;

/** What Loki reads when it starts. */
const configOf = (manifests: readonly Manifest[]) =>
  parse(named(manifests, "ConfigMap")?.data["config.yaml"] ?? "{}");

const MiB = (size: unknown): number => Number(/^(\d+)M/.exec(String(size))?.[1]);

export const lokiFacts: readonly Fact[] = [
  {
    fact: "lines are deleted when their class has passed",
    broken(manifests, { config }) {
      const { compactor, limits_config: found } = configOf(manifests);
      const { retention_period, retention_stream } = limits(config.addons.loki.retention);
      const wanted = [...retention_stream].map(({ selector, period }) => `${selector} ${period}`).sort();
      const streams: typeof retention_stream = found?.retention_stream ?? [];
      return differs(
        [
          compactor?.retention_enabled,
          found?.retention_period,
          streams.map(({ selector, period }) => `${selector} ${period}`).sort(),
        ],
        [true, retention_period, wanted],
      );
    },
  },
  {
    fact: "what it knows is on the volume, which is as large as the platform says",
    broken(manifests, { config }) {
      const { containers, volumes = [] } = podOf(manifests) ?? {};
      const mounts: readonly Record<string, string>[] = containers?.[0].volumeMounts ?? [];
      const mount = mounts.find(({ mountPath }) => mountPath === configOf(manifests).common?.path_prefix);
      const volume = volumes.find(({ name }: { name: string }) => name === mount?.name);
      const claim = named(manifests, "PersistentVolumeClaim", volume?.persistentVolumeClaim?.claimName);
      return differs(
        claim?.spec.resources.requests.storage ?? volume?.emptyDir?.sizeLimit,
        `${config.addons.loki.disk_size}Gi`,
      );
    },
  },
  {
    fact: "no second pod is there while the volume is one's",
    broken: (manifests) => {
      const { replicas, strategy } = named(manifests, "Deployment")?.spec ?? {};
      return differs([replicas, strategy], [1, { type: "Recreate" }]);
    },
  },
  {
    fact: "chunks, their index and what is deleted are in one store",
    broken(manifests, input) {
      const { schema_config, compactor, storage_config } = configOf(manifests);
      const wanted = input.config.addons.loki.s3 === undefined ? "filesystem" : "s3";
      return differs(
        [
          ...(schema_config?.configs ?? []).map((one: Record<string, string>) => one.object_store),
          compactor?.delete_request_store,
          storage_config?.use_thanos_objstore,
        ],
        [wanted, wanted, wanted === "s3"],
      );
    },
  },
  {
    fact: "in a bucket it keeps to the platform's folder, with keys that only a Secret has",
    broken: bucketBroken,
  },
  {
    fact: "it answers without sign-in where Alloy and Grafana look for it",
    broken(manifests) {
      const { selector, ports = [] } = named(manifests, "Service")?.spec ?? {};
      const labels = named(manifests, "Deployment")?.spec.template.metadata.labels ?? {};
      return differs(
        [
          configOf(manifests).auth_enabled,
          ports[0]?.port,
          Object.entries(selector ?? { none: "" }).every(([key, value]) => labels[key] === value),
        ],
        [false, 3100, true],
      );
    },
  },
  {
    fact: "after a crash it reads no more into memory than it may have",
    broken(manifests) {
      const ceiling = MiB(configOf(manifests).ingester?.wal?.replay_memory_ceiling);
      const limit = MiB(podOf(manifests)?.containers[0].resources.limits.memory);
      return ceiling < limit / 2 ? undefined : `${ceiling} of ${limit} MiB`;
    },
  },
  {
    fact: "nobody else is told of the installation",
    broken: (manifests) => differs(configOf(manifests).analytics?.reporting_enabled, false),
  },
];

function bucketBroken(
  manifests: readonly Manifest[],
  { config: { name, addons } }: AddonInput,
): string | undefined {
  const store = configOf(manifests).common?.storage?.object_store;
  const from = podOf(manifests)?.containers[0].envFrom;
  if (addons.loki.s3 === undefined) return differs([store, from], [undefined, undefined]);
  const { bucket_name, access_key_id, secret_access_key } = store?.s3 ?? {};
  return differs(
    [bucket_name, store?.storage_prefix, access_key_id ?? secret_access_key, from],
    [addons.loki.s3.bucket, name, undefined, [{ secretRef: { name: "s3-credentials" } }]],
  );
}
