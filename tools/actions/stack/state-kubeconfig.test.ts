import { expect, it } from "vitest";
import { parse } from "yaml";
import { kubeconfigOfState } from "./state-kubeconfig.ts";
import type { StateResource } from "./state-record.ts";

const resource = (type: string, name: string, values: object): StateResource => ({
  address: `${type}.${name}`,
  type,
  name,
  values: values as StateResource["values"],
});

const resources = [
  resource("cloudstack_network", "network", { name: "acme" }),
  resource("cloudstack_ipaddress", "api-address", { ip_address: "203.0.113.10" }),
  resource("tls_self_signed_cert", "server-ca", { cert_pem: "CA" }),
  resource("tls_locally_signed_cert", "admin", { cert_pem: "CERTIFICATE" }),
  resource("tls_private_key", "admin-key", { private_key_pem: "KEY" }),
];

it("is made of what state holds, and of all of it or not at all", () => {
  const { clusters, users, contexts } = parse(kubeconfigOfState({ resources }) ?? "");
  expect(clusters[0].cluster.server).toBe("https://203.0.113.10:6443");
  expect(atob(users[0].user["client-key-data"])).toBe("KEY");
  expect(contexts).toEqual([{ name: "acme", context: { cluster: "acme", user: "acme-admin" } }]);
  for (const missing of resources) {
    const rest = resources.filter((one) => one !== missing);
    expect(kubeconfigOfState({ resources: rest })).toBeUndefined();
  }
});
