import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { isServed, nameOf, SERVED } from "../exposure.ts";

/** Whether it has an Ingress. */
export const isExposed = (config: PlatformConfig): boolean => isServed(config, config.addons.grafana);

/** Its name in the browser's address; undefined when it has none. */
export const hostOf = (config: PlatformConfig): string | undefined =>
  nameOf(config, config.addons.grafana, "grafana");

/** Where people reach it; by kubectl port-forward when it has no name. */
export function urlOf(config: PlatformConfig): string {
  const host = hostOf(config);
  return host === undefined ? "http://localhost:3000/" : `https://${host}/`;
}

/** Values that make the Ingress, with what compresses in place of Grafana. */
export function exposure(host: string): Readonly<Record<string, unknown>> {
  return {
    ingress: {
      enabled: true,
      ...SERVED,
      annotations: {
        ...SERVED.annotations,
        "traefik.ingress.kubernetes.io/router.middlewares": `grafana-${COMPRESS}@kubernetescrd`,
      },
      hosts: [host],
      tls: [{ secretName: "grafana-tls", hosts: [host] }],
    },
  };
}

const COMPRESS = "compress";

/** The page is megabytes of JavaScript, and Grafana itself does not compress (see `settings.ts`). */
export const compression = {
  apiVersion: "traefik.io/v1alpha1",
  kind: "Middleware",
  metadata: { name: COMPRESS },
  spec: { compress: {} },
} as const;
