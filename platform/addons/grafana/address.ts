import type { PlatformConfig } from "../../config/platform-config.gen.ts";

/** What Traefik needs to serve it with a certificate. */
const FOR_EXPOSURE = ["traefik", "cert-manager-issuers"] as const;

/** Whether it has an Ingress. */
export const isExposed = ({ addons }: PlatformConfig): boolean =>
  addons.grafana.expose && FOR_EXPOSURE.every((name) => addons[name].enabled);

/** Its name in the browser's address; undefined when it has none. */
export function hostOf(config: PlatformConfig): string | undefined {
  return config.addons.grafana.host ?? (isExposed(config) ? `grafana.${config.domain}` : undefined);
}

/** Values that make the Ingress, with what compresses in place of Grafana. */
export function exposure(host: string): Readonly<Record<string, unknown>> {
  return {
    ingress: {
      enabled: true,
      ingressClassName: "traefik",
      annotations: {
        "cert-manager.io/cluster-issuer": "default",
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
