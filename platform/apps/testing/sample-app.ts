import type { App } from "../app.ts";
import { type AppReading, readApp } from "../read-app.ts";
import type { AppContext, PlatformFacts } from "../source.ts";

/** A platform with everything that an app can use. */
export const SAMPLE_PLATFORM: PlatformFacts = {
  name: "acme",
  domain: "apps.acme.example",
  ingress: { class: "traefik", sees_clients: true },
  network: { nodes: "10.1.1.0/24", gateway: "10.1.1.1", pods: "10.42.0.0/16", services: "10.43.0.0/16" },
  issuers: ["default"],
  addons: [
    "barman-cloud",
    "cert-manager-issuers",
    "cilium",
    "cloudnative-pg",
    "dragonfly",
    "eck",
    "k8up",
    "loki",
    "metrics-server",
    "percona-mongodb",
    "percona-xtradb",
    "rabbitmq",
    "traefik",
    "vmagent",
    "vmalert",
  ],
  pools: [
    { name: "apps", labels: {}, taints: [] },
    { name: "data", labels: {}, taints: ["dedicated=data:NoSchedule", "spot:NoExecute"] },
  ],
  storage_classes: ["cloudstack", "fast"],
  log_retention: { classes: ["1d", "7d", "14d", "30d", "90d"], default: "7d" },
  quota: { cpu: "900", memory: "99Ti", storage: "99Ti", volumes: 1000, pods: 9000 },
  backup: { endpoint: "https://s3.example", bucket: "acme-backup" },
};

/** Reads a loco.toml that has no other files beside it than those given. */
export function readSample(
  text: string,
  context: Partial<AppContext> & {
    readonly files?: Readonly<Record<string, string>>;
    readonly lock?: string;
    readonly file?: string;
  } = {},
): AppReading {
  const { files = {}, lock, file = "loco.toml", ...rest } = context;
  return readApp(
    {
      file: { file, text },
      ...(lock === undefined ? {} : { lock: { file: "image.lock", text: lock } }),
      read: (path) => files[path],
    },
    { reserved: ["default"], platform: SAMPLE_PLATFORM, ...rest },
  );
}

/** The app of a loco.toml without mistakes. `name` and `image` are added to it. */
export function sampleApp(text: string, context: Parameters<typeof readSample>[1] = {}): App {
  const { app, diagnostics } = readSample(`name = "shop"\nimage = "ghcr.io/acme/shop:1"\n${text}`, context);
  if (app === undefined)
    throw new Error(diagnostics.map(({ key, message }) => `${key} ${message}`).join("\n"));
  return app;
}
