import { TerraformLocal, type TerraformResource, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Node } from "../config/topology.ts";
import { initialiseUntil } from "./birth.ts";
import { HEADER, type NodeValues, settings, terraformFile } from "./cloud-init/document.ts";
import { CERTIFICATE_AUTHORITIES, type NodeReference } from "./cloud-init/references.ts";
import { registriesWithLogin } from "./cloud-init/registries.ts";
import { escapeTerraform, renderDeep, renderTerraform } from "./cloud-init/text.ts";
import { type NodeFile, type UserData, userData } from "./cloud-init/user-data.ts";
import type { PlatformNetwork } from "./network.ts";
import type { Pki } from "./pki.ts";
import type { Tokens } from "./tokens.ts";

/** What user-data says about the rest of the stack. */
export interface ClusterFacts {
  readonly pki: Pki;
  readonly tokens: Tokens;
  readonly network: PlatformNetwork;
  /** Says until when the first server may start a cluster (birth.ts). */
  readonly birth: TerraformResource;
}

/**
 * Puts the nodes' user-data into Terraform: what is fixed stands in the synthesised JSON for everyone to read, secrets
 * are references. Returns, for each node, the local that holds the encoded document.
 */
export function createUserData(
  scope: Construct,
  config: PlatformConfig,
  facts: ClusterFacts,
): (node: Node) => TerraformLocal {
  const known = nodeExpressions(scope, config, facts);
  const shared = new Map<Node["role"], TerraformLocal>();
  const sharedFiles = (role: Node["role"], files: readonly NodeFile[]) => {
    const existing = shared.get(role);
    if (existing !== undefined) return existing;
    const entries = files.map((file) => terraformFile(file, known));
    const local = new TerraformLocal(scope, `files-${role}`, entries);
    shared.set(role, local);
    return local;
  };
  return (node) => {
    const data = userData(config, node);
    // The same for every machine that is ever made under this name, so that k3s knows it again after a failed create.
    const password = `sha256("\${${facts.tokens.agent.result}}:${node.name}")`;
    const until = initialiseUntil(facts.birth, node.generation);
    const expressions = { ...known, "node-password": password, "initialise-until": until };
    const files = sharedFiles(node.role, data.sharedFiles);
    const own = new TerraformLocal(scope, `files-${node.slot}`, ownFiles(scope, node, data, expressions));
    const founding = founderFiles(scope, data, expressions);
    const document = new TerraformLocal(scope, `cloud-config-${node.slot}`, {
      ...(renderDeep<NodeReference>(settings(data), (source) =>
        renderTerraform(source, expressions),
      ) as object),
      write_files: `\${concat(${[files.fqn, own.fqn, ...founding].join(", ")})}`,
    });
    const encoded = `\${base64gzip("${JSON.stringify(HEADER).slice(1, -1)}\${jsonencode(${document.fqn})}")}`;
    return new TerraformLocal(scope, `user-data-${node.slot}`, encoded);
  };
}

/** The node's own files; those made of YAML come from a local each, so that the plan shows their keys. */
function ownFiles(scope: Construct, node: Node, data: UserData, expressions: NodeValues): object[] {
  return data.files.map((file) => {
    if (!("yaml" in file.content)) return terraformFile(file, expressions);
    const name = file.path.split("/").at(-1)?.replace(".yaml", "");
    const values = renderDeep<NodeReference>(file.content.yaml, (source) =>
      renderTerraform(source, expressions),
    );
    const local = new TerraformLocal(scope, `k3s-${name}-${node.slot}`, values);
    return { path: file.path, permissions: file.permissions, content: `\${yamlencode(${local.fqn})}` };
  });
}

/** The files that start a cluster, in a list that is empty when the record says that this node may not. */
function founderFiles(scope: Construct, data: UserData, expressions: NodeValues): string[] {
  if (data.founderFiles.length === 0) return [];
  const entries = data.founderFiles.map((file) => terraformFile(file, expressions));
  const local = new TerraformLocal(scope, "files-founder", entries);
  return [`[for file in ${local.fqn} : file if ${expressions["initialise-until"]} != ""]`];
}

/** Meaning of every reference, as a Terraform expression; cdktf leaves out the `${}` of a token inside another one. */
function nodeExpressions(scope: Construct, config: PlatformConfig, facts: ClusterFacts): NodeValues {
  const { authorities, bootstrap, serviceKey } = facts.pki;
  const certificates = CERTIFICATE_AUTHORITIES.flatMap((name) => [
    [`${name}.crt`, authorities[name].certificate.certPem],
    [`${name}.key`, authorities[name].key.privateKeyPem],
  ]);
  // k3s hashes the bytes of a bundle with one certificate. https://docs.k3s.io/cli/token#token-format
  const hash = `sha256(${authorities["server-ca"].certificate.certPem})`;
  const token = (user: string, password: string) => `"K10\${${hash}}::${user}:\${${password}}"`;
  const [serverPassword, agentPassword] = [facts.tokens.server.result, facts.tokens.agent.result];
  return {
    ...(Object.fromEntries(certificates) as Record<
      `${(typeof CERTIFICATE_AUTHORITIES)[number]}.${"crt" | "key"}`,
      string
    >),
    "service.key": serviceKey.privateKeyPem,
    "bootstrap.crt": bootstrap.certificate.certPem,
    "bootstrap.key": bootstrap.key.privateKeyPem,
    "initialise-until": "null",
    "server-ca-sha256": hash,
    "server-token": token("server", serverPassword),
    "agent-token": token("node", agentPassword),
    "agent-password": agentPassword,
    "node-password": "null",
    "api-address": facts.network.apiAddress.ipAddress,
    "registry-credentials": registryCredentials(scope, registriesWithLogin(config.registries)),
  };
}

function registryCredentials(scope: Construct, names: readonly string[]): string {
  if (names.length === 0) return "{}";
  const variable = new TerraformVariable(scope, "registry_credentials", {
    type: "map(object({ username = string, password = string }))",
    description: "Logins of the registries in platform.toml that have credentials = true, by name.",
    sensitive: true,
    nullable: false,
  });
  const list = JSON.stringify(names.map(escapeTerraform));
  return `{ for name in ${list} : name => { auth = ${variable.stringValue}[name] } }`;
}
