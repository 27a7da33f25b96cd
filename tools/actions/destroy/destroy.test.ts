import { describe, expect, it } from "vitest";
import { openDestruction } from "./destroy.ts";
import { describeDestruction } from "./format.ts";
import { keptOf } from "./kept.ts";
import { requireSameCluster } from "./same-cluster.ts";

const ours = { "app.kubernetes.io/managed-by": "Helm" };

describe("what an app's uninstallation leaves", () => {
  it("is volumes and databases of the app, and not what an operator made for them", () => {
    const requests = { storage: "5Gi" };
    expect(
      keptOf("persistentvolumeclaims", [
        {
          kind: "PersistentVolumeClaim",
          metadata: { name: "files", labels: ours },
          spec: { resources: { requests } },
        },
        { kind: "PersistentVolumeClaim", metadata: { name: "db-1", labels: { "cnpg.io/cluster": "db" } } },
      ]),
    ).toEqual([{ kind: "volume", name: "files", size: "5Gi" }]);
    expect(
      keptOf("clusters.postgresql.cnpg.io", [{ kind: "Cluster", metadata: { name: "db", labels: ours } }]),
    ).toEqual([{ kind: "PostgreSQL", name: "db" }]);
  });

  it("is not looked for under what is no app's name", async () => {
    const attempt = (name: string) => openDestruction("/nowhere", {}, name, undefined);
    await expect(attempt("Bad_Name")).rejects.toMatchObject({ code: "NAME_REFUSED" });
    await expect(attempt("kube-system")).rejects.toMatchObject({ code: "NAME_REFUSED" });
  });

  it("is listed as what stays, or goes with the namespace", () => {
    const found = {
      app: "shop",
      releases: ["shop", "shop-base"],
      namespace: true,
      kept: [
        { kind: "volume", name: "files", size: "5Gi" },
        { kind: "PostgreSQL", name: "db" },
      ],
    };
    expect(describeDestruction(found, false)).toBe(
      [
        "goes: shop, shop-base",
        "stays: in the namespace shop",
        "  volume      files  5Gi",
        "  PostgreSQL  db",
        "npx loco destroy shop --with-data deletes them, too",
      ].join("\n"),
    );
    expect(describeDestruction(found, true)).toContain(
      "goes: the namespace shop with everything in it\n  volume",
    );
    expect(describeDestruction({ ...found, kept: [] }, false)).toContain("no volume or database");
    expect(describeDestruction({ ...found, releases: [], namespace: false }, false)).toBe(
      "no release is installed",
    );
  });
});

describe("the cluster", () => {
  const state = [
    {
      address: "terraform_data.cluster",
      values: { output: { value: { uid: "a" }, type: ["object", { uid: "string" }] } },
    },
  ];

  it("is the one that the app was deployed to", async () => {
    await expect(requireSameCluster("shop", state, async () => "a")).resolves.toBeUndefined();
    await expect(requireSameCluster("shop", state, async () => "b")).rejects.toMatchObject({
      code: "CLUSTER_DIFFERENT",
      hint: expect.stringContaining("uid b here and a there"),
    });
  });

  it("is not asked for an app that was never deployed", async () => {
    const never = () => Promise.reject(new Error("asked"));
    await expect(requireSameCluster("shop", [], never)).resolves.toBeUndefined();
  });
});
