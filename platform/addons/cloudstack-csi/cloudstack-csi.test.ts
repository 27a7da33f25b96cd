import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { cloudstackCsi } from "./cloudstack-csi.ts";
import { storageClassRule } from "./storage-class-rule.ts";

const OFFERING = "0b6a0e9e-43c1-4c09-9f4c-0f4f2f7c9b11";
const OTHER = "6d1f2a35-7c8e-4b0d-8a4e-2f9f0c5f7d22";
const TABLE = "[addons.cloudstack-csi]\n";
const SHORT = `${TABLE}disk_offering = "${OFFERING}"\n`;
const CLASSES = `
[[addons.cloudstack-csi.classes]]
name = "fast"
disk_offering = "${OTHER}"
reclaim_policy = "Retain"
[[addons.cloudstack-csi.classes]]
name = "cloudstack"
disk_offering = "${OFFERING}"
`;

const values = (toml: string, top = "") => cloudstackCsi.values(addonInput(top, toml));

describe("cloudstack-csi", () => {
  it("makes one class of a disk offering, for claims that name none", () => {
    expect(values(SHORT)).toEqual({
      secretName: "cloudstack-secret",
      node: { volumes: 24 },
      storageClasses: [
        {
          name: "cloudstack",
          diskOffering: OFFERING,
          reclaimPolicy: "Delete",
          expandable: true,
          default: true,
        },
      ],
    });
  });

  it("makes the classes that are listed, the first for claims that name none", () => {
    expect(values(CLASSES)).toMatchObject({
      storageClasses: [
        { name: "fast", diskOffering: OTHER, reclaimPolicy: "Retain", default: true },
        { name: "cloudstack", diskOffering: OFFERING, reclaimPolicy: "Delete", default: false },
      ],
    });
  });

  it("lets no volume grow in a project, where the driver cannot find it", () => {
    const input = addonInput("", SHORT);
    const inProject = { ...input.config, cloudstack: { ...input.config.cloudstack, project: "team" } };
    expect(cloudstackCsi.values({ ...input, config: inProject })).toMatchObject({
      storageClasses: [{ expandable: false }],
    });
  });

  it("runs twice beside several servers, and has its pods made anew when the Secret changes", () => {
    expect(values(SHORT, "control_plane_count = 3")).toMatchObject({ controller: { replicas: 2 } });
    const input = addonInput("", SHORT);
    const changed = cloudstackCsi.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } });
    expect(changed).toMatchObject({ secretRevision: "r1" });
  });

  it("has the scheduler stop where CloudStack would, unless told otherwise, and offers snapshots when asked", () => {
    expect(values(`${TABLE}volumes_per_node = 13\nsnapshots = true\n`)).toMatchObject({
      node: { volumes: 13 },
      snapshots: true,
    });
  });
});

describe("storageClassRule", () => {
  const said = (toml: string) =>
    storageClassRule
      .check(addonInput("", toml).config)
      .map(({ path, message }) => `${path.join(".")} ${message}`);

  it("asks for a disk offering, but not where the addon is off", () => {
    expect(said("")).toEqual([
      "addons.cloudstack-csi.disk_offering is required: the id of a disk offering with custom size, of which volumes are made",
    ]);
    expect(said(`${TABLE}enabled = false\n`)).toEqual([]);
  });

  it("accepts one or a list, not both", () => {
    expect(said(SHORT)).toEqual([]);
    expect(said(CLASSES)).toEqual([]);
    expect(said(SHORT + CLASSES)).toEqual([expect.stringContaining("goes without `classes`")]);
  });

  it("accepts no name twice", () => {
    expect(said(CLASSES.replace("fast", "cloudstack"))).toEqual([
      "addons.cloudstack-csi.classes.1.name must be another name than that of classes[0]",
    ]);
  });
});
