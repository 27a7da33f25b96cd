import { describe, expect, it } from "vitest";
import { inOrder } from "../order.ts";
import { bearsServers } from "../placement.ts";
import { addonInput } from "../sample.ts";
import { snapshotController } from "./snapshot-controller.ts";
import { snapshotsRule } from "./snapshots-rule.ts";

const AGENT = '[[pools]]\nname = "apps"\ncount = 1\noffering = "medium"\nip_start = "10.1.1.32"\n';
const CSI = '[addons.cloudstack-csi]\ndisk_offering = "11111111-2222-3333-4444-555555555555"\n';
const ON = "[addons.snapshot-controller]\n";

describe("snapshot-controller", () => {
  it("is ready before the driver, whose VolumeSnapshotClass is of its kinds", () => {
    const names = inOrder(addonInput("", CSI + ON).addons).map(({ name }) => name);
    expect(names.indexOf("snapshot-controller")).toBeLessThan(names.indexOf("cloudstack-csi"));
  });

  it("starts on servers, before there are other nodes", () => {
    expect(snapshotController.values(addonInput("", AGENT))).toMatchObject({
      controller: { tolerations: [bearsServers] },
    });
  });

  it("runs once beside one server, and twice, on two nodes, beside several", () => {
    expect(snapshotController.values(addonInput()).controller).not.toHaveProperty("replicaCount");
    expect(snapshotController.values(addonInput("control_plane_count = 3"))).toMatchObject({
      controller: { replicaCount: 2, topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }] },
    });
  });

  it("leaves definitions, and so snapshots, behind when it goes", () => {
    expect(snapshotController.crds).toEqual({ template: "templates/crds.yaml" });
    expect(snapshotController.values(addonInput())).toMatchObject({ installCRDs: false });
  });
});

describe("snapshotsRule", () => {
  const said = (toml: string) => snapshotsRule.check(addonInput("", toml).config).map(({ hint }) => hint);

  it("has the driver offer snapshots only where this is on", () => {
    expect(said(`${CSI}snapshots = true\n`)).toEqual([
      expect.stringContaining("[addons.snapshot-controller]"),
    ]);
    expect(said(`${CSI}snapshots = true\n${ON}`)).toEqual([]);
    expect(said(`${CSI}snapshots = true\n${ON}enabled = false\n`)).toHaveLength(1);
    expect(said(CSI)).toEqual([]);
  });
});
