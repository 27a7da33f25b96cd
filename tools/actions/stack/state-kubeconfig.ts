import { stringify } from "yaml";
import type { StateRecord } from "./state-record.ts";

/**
 * The administrator's kubeconfig, made of what state holds as `platform/cluster/kubeconfig.ts` makes the output of it. A
 * destroy takes outputs out of state before anything else, also when the API server refuses it then. Undefined when state
 * does not have all of it.
 */
export function kubeconfigOfState({ resources }: Pick<StateRecord, "resources">): string | undefined {
  const text = (address: string, attribute: string): string | undefined => {
    const value = resources.find((resource) => resource.address === address)?.values[attribute];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const address = text("cloudstack_ipaddress.api-address", "ip_address");
  const ca = text("tls_self_signed_cert.server-ca", "cert_pem");
  const certificate = text("tls_locally_signed_cert.admin", "cert_pem");
  const key = text("tls_private_key.admin-key", "private_key_pem");
  const name = text("cloudstack_network.network", "name");
  if ([address, ca, certificate, key, name].includes(undefined)) return undefined;
  const base64 = (pem: string | undefined) => Buffer.from(pem ?? "").toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: `https://${address}:6443`, "certificate-authority-data": base64(ca) } },
    ],
    users: [
      {
        name: `${name}-admin`,
        user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: `${name}-admin` } }],
    "current-context": name,
  });
}
