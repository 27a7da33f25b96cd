/** Where addons find each other: `http://<Service>.<namespace>:<port>`, which their `fullnameOverride` keeps so. */
export const IN_CLUSTER = {
  alertmanager: "http://alertmanager.alertmanager:9093",
  loki: "http://loki.loki:3100",
  vmalert: "http://vmalert.vmalert:8880",
  vmsingle: "http://vmsingle.vmsingle:8428",
} as const;

/** Namespace of what is neither an addon's nor an app's. */
export const LOCO_SYSTEM = "loco-system";

/** Where apps look for what they must know of their platform. */
export const PUBLISHED = { namespace: LOCO_SYSTEM, name: "platform", key: "platform.json" } as const;
