import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { kubeStateMetrics } from "./kube-state-metrics.ts";

const K8UP = "[addons.k8up]\nenabled = ";

describe("kube-state-metrics", () => {
  it("reads only what metrics are kept of", () => {
    const { collectors, metricAllowlist } = kubeStateMetrics.values(addonInput("", `${K8UP}false`));
    expect(collectors).toEqual(["daemonsets", "deployments", "nodes", "pods", "statefulsets"]);
    for (const metric of metricAllowlist as readonly string[]) {
      expect(metric).toMatch(/^kube_(daemonset|deployment|node|pod|statefulset)_/);
    }
  });

  it("tells of k8up's Schedules and runs, and may read them", () => {
    expect(kubeStateMetrics.values(addonInput("", `${K8UP}true`))).toMatchObject({
      metricAllowlist: expect.arrayContaining(["k8up_.+"]),
      customResourceState: { enabled: true },
      rbac: {
        extraRules: [
          {
            apiGroups: ["k8up.io"],
            resources: ["backups", "checks", "prunes", "schedules"],
            verbs: ["list", "watch"],
          },
        ],
      },
    });
  });

  it.each([
    ["percona-xtradb", "pxc", ["perconaxtradbclusterbackups", "perconaxtradbclusters"]],
    ["percona-mongodb", "psmdb", ["perconaservermongodbbackups", "perconaservermongodbs"]],
  ])("tells of the schedules and copies of %s, and may read them", (addon, prefix, resources) => {
    const on = `${K8UP}false\n[addons.${addon}]\n`;
    expect(kubeStateMetrics.values(addonInput("", on))).toMatchObject({
      metricAllowlist: expect.arrayContaining([`${prefix}_.+`]),
      rbac: { extraRules: [{ apiGroups: [`${prefix}.percona.com`], resources, verbs: ["list", "watch"] }] },
    });
  });

  it("knows nothing of k8up where that is off", () => {
    const values = kubeStateMetrics.values(addonInput("", `${K8UP}false`));
    expect(values).not.toHaveProperty("customResourceState");
    expect(values).not.toHaveProperty("rbac");
  });

  it("leaves its series the labels of what they tell of", () => {
    expect(kubeStateMetrics.metrics).toMatchObject([{ job: "kube-state-metrics", honorLabels: true }]);
  });

  it("can run where there are only servers", () => {
    const { config, ...rest } = addonInput();
    const apart = { ...config, control_plane: { ...config.control_plane, schedulable: false } };
    expect(kubeStateMetrics.values({ ...rest, config: apart })).toHaveProperty("tolerations");
    expect(kubeStateMetrics.values(addonInput())).not.toHaveProperty("tolerations");
  });
});
