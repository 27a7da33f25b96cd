import { describe, expect, it } from "vitest";
import type { AddonInput } from "../addon.ts";
import { variablesOf } from "../addon-secrets.ts";
import { addonInput } from "../sample.ts";
import { loki } from "./loki.ts";

const settings = (lines: string) => addonInput("", `[addons.loki]\n${lines}`);
const values = (lines = "") => loki.values(settings(lines));

const S3 = 's3 = { endpoint = "https://s3.acme.example:8443/", bucket = "acme-logs" }';

describe("how long Loki keeps lines", () => {
  it("is what their label says", () => {
    const retention_stream = [
      { selector: '{retention="1d"}', priority: 1, period: "24h" },
      { selector: '{retention="7d"}', priority: 1, period: "168h" },
      { selector: '{retention="14d"}', priority: 1, period: "336h" },
      { selector: '{retention="30d"}', priority: 1, period: "720h" },
      { selector: '{retention="90d"}', priority: 1, period: "2160h" },
    ];
    expect(values()).toMatchObject({ loki: { limits_config: { retention_stream } } });
  });

  it("is what the platform says of lines without one", () => {
    expect(values()).toMatchObject({ loki: { limits_config: { retention_period: "168h" } } });
    expect(values('retention = "30d"')).toMatchObject({
      loki: { limits_config: { retention_period: "720h" } },
    });
  });

  it("is seen to, and nobody shortens it by hand", () => {
    expect(values()).toMatchObject({
      loki: { compactor: { retention_enabled: true }, limits_config: { deletion_mode: "filter-only" } },
    });
  });
});

describe("where Loki keeps them", () => {
  it("is a volume that can grow", () => {
    const volume = values("disk_size = 50");
    expect(volume).toMatchObject({
      loki: { storage: { type: "filesystem" }, compactor: { delete_request_store: "filesystem" } },
      singleBinary: {
        kind: "Deployment",
        strategy: { type: "Recreate" },
        persistence: { dataVolumeParameters: { persistentVolumeClaim: { claimName: "loki" } } },
      },
      extraObjects: [{ metadata: { name: "loki" }, spec: { resources: { requests: { storage: "50Gi" } } } }],
    });
    expect(volume).not.toHaveProperty("singleBinary.extraEnvFrom");
  });

  it("is the node's disk where there are no volumes", () => {
    const none = loki.values(addonInput("", "[addons.cloudstack-csi]\nenabled = false"));
    expect(none).toMatchObject({
      singleBinary: { persistence: { dataVolumeParameters: { emptyDir: { sizeLimit: "20Gi" } } } },
    });
    expect(none).not.toHaveProperty("extraObjects");
  });

  it("is a folder of the platform's name in a bucket", () => {
    expect(values(S3)).toMatchObject({
      loki: {
        storage: {
          bucketNames: { chunks: "acme-logs" },
          object_store: {
            storage_prefix: "acme",
            s3: { endpoint: "s3.acme.example:8443", region: "us-east-1" },
          },
        },
        schemaConfig: { configs: [{ object_store: "s3" }] },
        compactor: { delete_request_store: "s3" },
      },
    });
  });

  it("is reached without TLS only where the platform says so", () => {
    const insecure = "loki.storage.object_store.s3.insecure";
    expect(values(S3)).not.toHaveProperty(insecure);
    expect(values('s3 = { endpoint = "http://10.1.1.9:9000", bucket = "logs" }')).toHaveProperty(
      insecure,
      true,
    );
  });
});

describe("the keys of the bucket", () => {
  it("are asked for where there is one", () => {
    expect(variablesOf([loki], settings("").config)).toEqual([]);
    expect(variablesOf([loki], settings(S3).config)).toEqual([
      "loki_s3_access_key_id",
      "loki_s3_secret_access_key",
    ]);
  });

  it("are in the pod's environment and not in its configuration", () => {
    expect(values(S3)).toMatchObject({
      singleBinary: { extraEnvFrom: [{ secretRef: { name: "s3-credentials" } }] },
    });
    expect(JSON.stringify(values(S3))).not.toContain("access_key");
  });

  it("make another pod when they change", () => {
    const input = settings(S3);
    expect(loki.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } })).toMatchObject({
      singleBinary: { podAnnotations: { "loco.dev/secret-revision": "r1" } },
    });
  });
});

describe("Loki's pod", () => {
  it("keeps off the servers, but for a platform without another node", () => {
    const { config, ...rest } = addonInput();
    const apart: AddonInput = {
      ...rest,
      config: { ...config, control_plane: { ...config.control_plane, schedulable: false } },
    };
    expect(values()).not.toHaveProperty("singleBinary.tolerations");
    expect(loki.values(apart)).toMatchObject({
      singleBinary: { tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }] },
    });
  });
});
