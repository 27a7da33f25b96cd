import { describe, expect, it } from "vitest";
import { kubeStateMetrics } from "../kube-state-metrics/kube-state-metrics.ts";
import { addonInput } from "../sample.ts";
import { cloudnativePg } from "./cloudnative-pg.ts";

const AGENT = '[[pools]]\nname = "apps"\ncount = 1\noffering = "medium"\nip_start = "10.1.1.32"\n';

describe("cloudnative-pg", () => {
  it("runs once beside one server, and twice, on two nodes, beside several", () => {
    expect(cloudnativePg.values(addonInput())).not.toHaveProperty("replicaCount");
    expect(cloudnativePg.values(addonInput("control_plane_count = 3"))).toMatchObject({
      replicaCount: 2,
      topologySpreadConstraints: [
        {
          topologyKey: "kubernetes.io/hostname",
          labelSelector: { matchLabels: { "app.kubernetes.io/name": cloudnativePg.name } },
        },
      ],
    });
  });

  it("leaves the servers alone where they take no apps", () => {
    expect(cloudnativePg.values(addonInput("", AGENT))).not.toHaveProperty("tolerations");
  });

  it("tells when a backup failed, when none was made, and when archiving fails", () => {
    expect(cloudnativePg.alerts?.map(({ alert }) => alert)).toEqual([
      "PostgresBackupFailed",
      "PostgresBackupStale",
      "PostgresArchivingFailing",
    ]);
  });

  it("has Backups that kube-state-metrics may read, which the alerts are made of", () => {
    const { rbac } = kubeStateMetrics.values(addonInput("", "[addons.cloudnative-pg]\n"));
    expect(rbac).toMatchObject({
      extraRules: expect.arrayContaining([
        {
          apiGroups: ["postgresql.cnpg.io"],
          resources: ["backups", "clusters", "scheduledbackups"],
          verbs: ["list", "watch"],
        },
      ]),
    });
  });
});
