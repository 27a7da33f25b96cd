/**
 * The namespace of a Service by its name in the cluster's DNS; undefined for another host.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#services
 */
export const namespaceOfHost = (host: string): string | undefined =>
  /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?\.?$/.exec(host)?.[1];
