import { describe, expect, it } from "vitest";
import { describeObjects, formatKept, shortly } from "./format.ts";
import type { Objects } from "./in-use.ts";

const volume = {
  metadata: { name: "pvc-1" },
  spec: {
    capacity: { storage: "8Gi" },
    claimRef: { namespace: "shop", name: "data" },
    csi: { driver: "csi.cloudstack.apache.org", volumeHandle: "5f2b" },
  },
};

const objects: Objects = {
  applications: ["/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop"],
  namespaces: [
    {
      metadata: { name: "shop" },
      status: {
        conditions: [
          { type: "NamespaceFinalizersRemaining", status: "True", message: "waits for example.org/x" },
          { type: "NamespaceContentRemaining", status: "False", message: "all is gone" },
        ],
      },
    },
  ],
  services: [{ metadata: { name: "web", namespace: "shop" }, spec: { type: "LoadBalancer" } }],
  volumes: [
    volume,
    {
      metadata: { name: "nas" },
      spec: { capacity: { storage: "1Gi" }, csi: { driver: "nfs.csi.k8s.io", volumeHandle: "nas#share" } },
    },
  ],
  snapshots: [
    {
      metadata: { name: "snapcontent-1" },
      spec: { volumeSnapshotRef: { namespace: "shop", name: "before" } },
      status: { snapshotHandle: "77aa" },
    },
  ],
};

describe("describeObjects", () => {
  it("gives each a line: what it is, whose, and what is lost or in the way", () => {
    expect(describeObjects(objects).split("\n")).toEqual([
      "  application  argocd/applications/shop",
      "  namespace    shop                      waits for example.org/x",
      "  address      shop/web                  no address yet",
      "  volume       shop/data                 8 GiB, 5f2b in CloudStack",
      "  volume       nas                       1 GiB, not CloudStack's: what is on it stays",
      "  snapshot     shop/before               77aa in CloudStack",
    ]);
  });
});

describe("shortly", () => {
  it("names the first few", () => {
    expect(shortly(objects, 2)).toBe(
      "waiting for application argocd/applications/shop, namespace shop and 4 more",
    );
    expect(
      shortly({
        ...objects,
        applications: [],
        namespaces: [],
        services: [],
        volumes: [volume],
        snapshots: [],
      }),
    ).toBe("waiting for volume shop/data");
  });
});

describe("formatKept", () => {
  it("names CloudStack's volumes, and none where there are none", () => {
    expect(formatKept(objects).slice(1).join("\n")).toBe(
      "  volume    shop/data    8 GiB, 5f2b in CloudStack\n  snapshot  shop/before  77aa in CloudStack",
    );
    expect(formatKept({ ...objects, volumes: [], snapshots: [] })).toEqual([]);
  });
});
