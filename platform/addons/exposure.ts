import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** What Traefik needs to serve an addon with a certificate. */
const FOR_EXPOSURE = ["traefik", "cert-manager-issuers"] as const;

/** Settings of an addon that people open in a browser. */
export interface Exposure {
  readonly expose: boolean;
  readonly host?: string | undefined;
}

/** Whether it has an Ingress. */
export const isServed = ({ addons }: PlatformConfig, { expose }: Exposure): boolean =>
  expose && FOR_EXPOSURE.every((name) => addons[name].enabled);

/** Its name in the browser's address, below the platform's domain unless it is said; undefined when it has none. */
export const nameOf = (config: PlatformConfig, exposure: Exposure, label: string): string | undefined =>
  exposure.host ?? (isServed(config, exposure) ? `${label}.${config.domain}` : undefined);

/** What an Ingress says to be served, with a certificate. */
export const SERVED = {
  ingressClassName: "traefik",
  annotations: { "cert-manager.io/cluster-issuer": "default" },
} as const;
