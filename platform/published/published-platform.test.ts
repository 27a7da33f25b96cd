import { describe, expect, it } from "vitest";
import { addonInput } from "../addons/sample.ts";
import { publishedPlatform } from "./published-platform.ts";

const published = (end = "") => publishedPlatform(addonInput("", end).config, "203.0.113.11");

const POOL = `
[[pools]]
name = "data"
count = 1
offering = "large"
ip_start = "10.1.1.32"
labels = { disk = "fast" }
taints = ["dedicated=database:NoSchedule"]
`;

const OFFERING = '[addons.cloudstack-csi]\ndisk_offering = "11111111-2222-3333-4444-555555555555"\n';

describe("what is published of a platform", () => {
  it("is what apps are rendered with", () => {
    expect(published(`${POOL}${OFFERING}`)).toMatchObject({
      format: 1,
      name: "acme",
      domain: "apps.acme.example",
      kubernetes_version: "1.36.3",
      ingress: { class: "traefik", address: "203.0.113.11", sees_clients: true },
      network: { nodes: "10.1.1.0/24", gateway: "10.1.1.1", pods: "10.42.0.0/16", services: "10.43.0.0/16" },
      issuers: ["default"],
      addons: expect.arrayContaining(["cilium", "traefik"]),
      pools: [{ name: "data", labels: { disk: "fast" }, taints: ["dedicated=database:NoSchedule"] }],
      storage_classes: ["cloudstack"],
      log_retention: { classes: ["1d", "7d", "14d", "30d", "90d"], default: "7d" },
    });
  });

  it("has what an app may take, and where its backups go", () => {
    expect(published()).toMatchObject({
      quota: { cpu: "16", memory: "64Gi", storage: "500Gi", volumes: 50, pods: 250 },
    });
    expect(published()).not.toHaveProperty("backup");
    const bucket = '[backup]\nendpoint = "https://s3.example"\nbucket = "acme-backup"\n';
    expect(published(`${bucket}[apps.quota]\ncpu = "4"\n`)).toMatchObject({
      quota: { cpu: "4" },
      backup: { endpoint: "https://s3.example", bucket: "acme-backup" },
    });
  });

  it("has the names of its own alerts", () => {
    expect(published().alerts).toEqual(expect.arrayContaining(["AlertRulesRefused", "NodeNotReady"]));
    expect(published('[addons]\nprofile = "none"\n')).not.toHaveProperty("alerts");
  });

  it("names nothing that is not on", () => {
    expect(published('[addons]\nprofile = "none"\n')).toMatchObject({
      ingress: { address: "203.0.113.11" },
      issuers: [],
      addons: [],
      storage_classes: [],
      log_retention: { classes: [] },
    });
  });
});
