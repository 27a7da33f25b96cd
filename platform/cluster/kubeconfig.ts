import { Fn } from "cdktf";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { API_PORT } from "./api-access.ts";
import type { PlatformNetwork } from "./network.ts";
import type { Pki } from "./pki.ts";

/** URL of the Kubernetes API's public address. */
export function apiEndpoint(network: PlatformNetwork): string {
  return `https://${network.apiAddress.ipAddress}:${API_PORT}`;
}

/** What a provider needs to act as administrator. */
export function adminAccess(network: PlatformNetwork, pki: Pki) {
  return {
    endpoint: apiEndpoint(network),
    caCertificate: pki.authorities["server-ca"].certificate.certPem,
    clientCertificate: pki.admin.certificate.certPem,
    clientKey: pki.admin.key.privateKeyPem,
  };
}

/** The administrator's kubeconfig: a function of state alone, so it is there before the first node boots. */
export function adminKubeconfig(config: PlatformConfig, network: PlatformNetwork, pki: Pki): string {
  const { name } = config;
  return Fn.yamlencode({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: apiEndpoint(network),
          "certificate-authority-data": Fn.base64encode(pki.authorities["server-ca"].certificate.certPem),
        },
      },
    ],
    users: [
      {
        name: `${name}-admin`,
        user: {
          "client-certificate-data": Fn.base64encode(pki.admin.certificate.certPem),
          "client-key-data": Fn.base64encode(pki.admin.key.privateKeyPem),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: `${name}-admin` } }],
    "current-context": name,
  });
}
