import { describe, expect, it } from "vitest";
import type { AddonInput } from "../addon.ts";
import { addonInput } from "../sample.ts";
import { vmsingle } from "./vmsingle.ts";

const server = (input: AddonInput) => vmsingle.values(input).server;
const WITHOUT_VOLUMES = "[addons.cloudstack-csi]\nenabled = false\n";

describe("vmsingle", () => {
  it("keeps metrics for 30 days, or as long as the platform says", () => {
    expect(server(addonInput())).toMatchObject({ retentionPeriod: "30d" });
    expect(server(addonInput("", '[addons.vmsingle]\nretention = "1y"'))).toMatchObject({
      retentionPeriod: "1y",
    });
  });

  it("keeps them on a volume that can grow: no StatefulSet, whose template cannot", () => {
    expect(server(addonInput("", "[addons.vmsingle]\ndisk_size = 100"))).toMatchObject({
      mode: "deployment",
      persistentVolume: { size: "100Gi" },
    });
  });

  it("keeps them on the node's disk where nothing makes volumes, and takes no more of it", () => {
    expect(server(addonInput("", WITHOUT_VOLUMES))).toMatchObject({
      persistentVolume: { enabled: false },
      emptyDir: { sizeLimit: "20Gi" },
    });
  });

  it("has the address that others write to and ask", () => {
    expect(vmsingle.namespace).toBe("vmsingle");
    expect(server(addonInput())).toMatchObject({
      fullnameOverride: "vmsingle",
      service: { clusterIP: null },
    });
  });

  it("lets a query that is too large fail alone", () => {
    expect(server(addonInput())).toMatchObject({ extraArgs: { "search.maxMemoryPerQuery": "128MiB" } });
  });

  it("asks for a key before it deletes, which is a file and in no value", () => {
    expect(server(addonInput())).toMatchObject({
      extraArgs: { deleteAuthKey: "file:///etc/vmsingle/key", snapshotAuthKey: "file:///etc/vmsingle/key" },
      extraVolumes: [{ secret: { secretName: "vmsingle-maintenance" } }],
      extraVolumeMounts: [{ mountPath: "/etc/vmsingle" }],
    });
    expect(vmsingle.secrets?.(addonInput().config)).toMatchObject([
      { data: { key: [{ generated: "vmsingle-maintenance-key" }] } },
    ]);
  });

  it("runs on a server where no other node takes apps", () => {
    const input = addonInput();
    const apart = { ...input.config, control_plane: { ...input.config.control_plane, schedulable: false } };
    expect(server(input)).not.toHaveProperty("tolerations");
    expect(server({ ...input, config: apart })).toMatchObject({
      tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }],
    });
  });
});
