import { apiserverServiceIp, type ServerSettings } from "../config/settings.ts";

/** The names and addresses that a server's certificate is good for. @see https://docs.k3s.io/cli/server (`tls-san`) */
export function serverSans(
  settings: Pick<ServerSettings, "name" | "ip" | "serviceCidr" | "clusterDomain" | "tlsSans">,
): string[] {
  const names = [
    "127.0.0.1",
    settings.ip,
    apiserverServiceIp(settings.serviceCidr),
    "localhost",
    settings.name,
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    `kubernetes.default.svc.${settings.clusterDomain}`,
    ...settings.tlsSans,
  ];
  return [...new Set(names)];
}
