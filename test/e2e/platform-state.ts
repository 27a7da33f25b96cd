import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeValues } from "../../platform/cluster/cloud-init/document.ts";
import { CERTIFICATE_AUTHORITIES } from "../../platform/cluster/cloud-init/references.ts";

/** Attributes of a resource in Terraform's state. */
type Attributes = Readonly<Record<string, string>>;

/** Finds a resource's attributes by its address. */
export type State = (address: string) => Attributes;

/** Reads the sandbox's state file. */
export function readState(dir: string): State {
  const { resources } = JSON.parse(readFileSync(join(dir, ".sandbox/platform.tfstate"), "utf8")) as {
    resources: { type: string; name: string; instances: { attributes: Attributes }[] }[];
  };
  return (address) => {
    const found = resources.find(({ type, name }) => `${type}.${name}` === address)?.instances[0]?.attributes;
    if (found === undefined) throw new Error(`no ${address} in the state`);
    return found;
  };
}

/** Until when a node may start a cluster, which depends on its generation being the one that the platform began with. */
function initialiseUntil(state: State, node: string): string {
  const { value } = state("terraform_data.birth").output as unknown as {
    readonly value: { readonly generation: number; readonly initialise_until: string };
  };
  return node === "" || node.endsWith(`-g${value.generation}`) ? value.initialise_until : "";
}

/** The values that nodes were given, worked out from state apart from Terraform. */
export function nodeValues(state: State, node = ""): NodeValues {
  const pem = (address: string, attribute: string) => state(address)[attribute] ?? "";
  const authorities = CERTIFICATE_AUTHORITIES.flatMap((name) => {
    const id = name.replace("/", "-");
    return [
      [`${name}.crt`, pem(`tls_self_signed_cert.${id}`, "cert_pem")],
      [`${name}.key`, pem(`tls_private_key.${id}-key`, "private_key_pem")],
    ];
  });
  const hash = createHash("sha256").update(pem("tls_self_signed_cert.server-ca", "cert_pem")).digest("hex");
  const password = (name: string) => state(`random_password.${name}-token`).result ?? "";
  return {
    ...Object.fromEntries(authorities),
    "service.key": pem("tls_private_key.service-account", "private_key_pem"),
    "bootstrap.crt": pem("tls_locally_signed_cert.bootstrap", "cert_pem"),
    "bootstrap.key": pem("tls_private_key.bootstrap-key", "private_key_pem"),
    "initialise-until": initialiseUntil(state, node),
    "server-ca-sha256": hash,
    "server-token": `K10${hash}::server:${password("server")}`,
    "agent-token": `K10${hash}::node:${password("agent")}`,
    "agent-password": password("agent"),
    "node-password": createHash("sha256")
      .update(`${password("agent")}:${node}`)
      .digest("hex"),
    "api-address": state("cloudstack_ipaddress.api-address").ip_address ?? "",
    "registry-credentials": "",
  } as NodeValues;
}
