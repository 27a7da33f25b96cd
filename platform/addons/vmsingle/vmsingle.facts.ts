import type { AddonInput } from "../addon.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";
import { MAINTENANCE } from "./maintenance-key.ts";

const deploymentOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec;
const podOf = (manifests: readonly Manifest[]) => deploymentOf(manifests)?.template.spec;

function volumeOf(manifests: readonly Manifest[]): unknown {
  const pod = podOf(manifests);
  const { storageDataPath } = flagsOf(manifests);
  const mount = pod?.containers[0].volumeMounts.find(
    ({ mountPath }: { readonly mountPath: string }) => mountPath === storageDataPath,
  );
  return pod?.volumes.find(({ name }: { readonly name: string }) => name === mount?.name);
}

const flagsOf = (manifests: readonly Manifest[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (podOf(manifests)?.containers[0].args ?? []).map((arg: string) => arg.replace(/^--?/, "").split("=", 2)),
  );

/** What a key must stand before: whoever can connect could delete every series. */
const KEYED = [
  "deleteAuthKey",
  "forceMergeAuthKey",
  "search.resetCacheAuthKey",
  "snapshotAuthKey",
  "pprofAuthKey",
];

const onVolume = ({ config }: AddonInput) => config.addons["cloudstack-csi"].enabled;

export const vmsingleFacts: readonly Fact[] = [
  {
    fact: "metrics are kept for as long as the platform says",
    broken: (manifests, { config }) =>
      differs(flagsOf(manifests).retentionPeriod, config.addons.vmsingle.retention),
  },
  {
    fact: "they are on a claim that is no template, so that it can grow; without volumes, within their share of the node's disk",
    broken: (manifests, input) => {
      const size = `${input.config.addons.vmsingle.disk_size}Gi`;
      const claims = ofKind(manifests, "PersistentVolumeClaim").map(({ metadata, spec }) => [
        metadata.name,
        spec.resources.requests.storage,
      ]);
      const { name: _, ...volume } = (volumeOf(manifests) ?? {}) as { readonly name?: string };
      return onVolume(input)
        ? differs(
            [claims, volume],
            [[["vmsingle", size]], { persistentVolumeClaim: { claimName: "vmsingle" } }],
          )
        : differs([claims, volume], [[], { emptyDir: { sizeLimit: size } }]);
    },
  },
  {
    fact: "nobody deletes series or makes snapshots without the key in its Secret",
    broken: (manifests) => {
      const flags = flagsOf(manifests);
      const { folder, entry, secret } = MAINTENANCE;
      const open = KEYED.filter((flag) => flags[flag] !== `file://${folder}/${entry}`);
      const volumes: readonly { readonly secret?: { readonly secretName: string } }[] =
        podOf(manifests)?.volumes ?? [];
      const mounted = volumes.some((volume) => volume.secret?.secretName === secret);
      return differs([open, mounted], [[], true]);
    },
  },
  {
    fact: "its pod ends before the next one starts, for both need the volume",
    broken: (manifests) =>
      differs([deploymentOf(manifests)?.replicas, deploymentOf(manifests)?.strategy?.type], [1, "Recreate"]),
  },
  {
    fact: "it is found at http://vmsingle.vmsingle:8428, inside the cluster, and listens on nothing else",
    broken: (manifests) => {
      const services = ofKind(manifests, "Service").map(({ metadata, spec }) => [
        metadata.name,
        metadata.namespace,
        spec.type,
        spec.clusterIP ?? "an address",
        spec.ports.map(({ port }: { readonly port: number }) => port),
      ]);
      const ports = podOf(manifests)?.containers.flatMap(
        ({ ports = [] }: { readonly ports?: readonly { readonly containerPort: number }[] }) =>
          ports.map(({ containerPort }) => containerPort),
      );
      return differs(
        [services, ports],
        [[["vmsingle", "vmsingle", "ClusterIP", "an address", [8428]]], [8428]],
      );
    },
  },
  {
    fact: "its pods bear the level restricted and know no token",
    broken: (manifests) =>
      unrestricted(manifests) ?? differs(podOf(manifests)?.automountServiceAccountToken, false),
  },
];
