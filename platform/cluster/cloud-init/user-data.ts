import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { gatewayOf, type Node, servers } from "../../config/topology.ts";
import { agentConfig, type ConfigValue, joinAddresses, type K3sConfig, serverConfig } from "./k3s-config.ts";
import { CERTIFICATE_AUTHORITIES, type NodeReference, type NodeText, ref } from "./references.ts";
import { registriesWithLogin, registryMirrors } from "./registries.ts";
import { renderTemplate } from "./templates.ts";
import { joinTexts, text } from "./text.ts";

/** A file that cloud-init writes before anything of ours runs. */
export interface NodeFile {
  readonly path: string;
  /** Octal. */
  readonly permissions: "0600" | "0644" | "0755";
  readonly content: NodeText | { readonly yaml: Readonly<Record<string, ConfigValue | object>> };
  /** A key or certificate: its bytes must arrive exactly, so they travel as base64. */
  readonly exact?: boolean;
}

/** A node's user-data: a cloud-config document. */
export interface UserData {
  readonly hostname: string;
  readonly timezone: string;
  /** Alike on every node of the role, and free of secrets. */
  readonly sharedFiles: readonly NodeFile[];
  /** This node's own. */
  readonly files: readonly NodeFile[];
  /** What the node needs to start a cluster: given only while Terraform's record says that it may. */
  readonly founderFiles: readonly NodeFile[];
  readonly runcmd: readonly (readonly string[])[];
}

/** The only server that may start a cluster, while it is as old as the platform (design.md, D5). */
export const FOUNDER = "cp-1";

/** What a node is given. */
export function userData(config: PlatformConfig, node: Node): UserData {
  return {
    hostname: node.name,
    timezone: config.timezone,
    sharedFiles: sharedFiles(config, node.role),
    files: [
      { path: "/etc/loco/node.env", permissions: "0600", content: nodeEnvironment(config, node) },
      {
        path: "/etc/rancher/k3s/config.yaml",
        permissions: "0600",
        content: { yaml: k3sConfig(config, node) },
      },
      { path: "/etc/rancher/node/password", permissions: "0600", content: [ref("node-password"), "\n"] },
      ...registryFiles(config),
      ...(node.role === "server" ? [...bootstrapCredentials(), joinToken()] : []),
    ],
    founderFiles: node.slot === FOUNDER ? pkiFiles() : [],
    runcmd: [
      ["systemctl", "daemon-reload"],
      ["systemctl", "try-restart", "systemd-resolved.service"],
      ["systemctl", "enable", "--now", "--no-block", "loco-bootstrap.service"],
      ...(node.role === "server" ? [["systemctl", "enable", "--now", "loco-label-nodes.timer"]] : []),
      ["systemctl", "enable", "--now", "--no-block", "loco-os-updates.service"],
    ],
  };
}

const unitOf = (role: Node["role"]) => (role === "server" ? "k3s.service" : "k3s-agent.service");

const k3sConfig = (config: PlatformConfig, node: Node): K3sConfig =>
  node.role === "server" ? serverConfig(config, node) : agentConfig(config, node);

function sharedFiles(config: PlatformConfig, role: Node["role"]): NodeFile[] {
  const unit = (name: string, template = name) => file(`/etc/systemd/system/${name}`, template);
  return [
    file("/etc/apt/apt.conf.d/52loco-unattended-upgrades", "apt-unattended-upgrades.conf"),
    file("/etc/systemd/resolved.conf.d/loco.conf", "resolved.conf", { gateway: gatewayOf(config.network) }),
    file("/etc/rancher/k3s/resolv.conf", "resolv.conf", { gateway: gatewayOf(config.network) }),
    unit("loco-bootstrap.service", "bootstrap.service"),
    unit("loco-os-updates.service", "os-updates.service"),
    file(`/etc/systemd/system/${unitOf(role)}`, "k3s.service", { server: role === "server" }),
    script("/usr/local/lib/loco/bootstrap", "bootstrap.sh", {
      server: role === "server",
      preinstalled: config.k3s.install === "preinstalled",
      unit: unitOf(role),
    }),
    ...(role === "server"
      ? [
          unit("loco-label-nodes.service", "label-nodes.service"),
          unit("loco-label-nodes.timer", "label-nodes.timer"),
          script("/usr/local/lib/loco/may-start-k3s", "may-start-k3s.sh"),
          script("/usr/local/lib/loco/tell-waiting", "tell-waiting.py"),
          script("/usr/local/lib/loco/label-nodes", "label-nodes.sh"),
        ]
      : []),
  ];
}

function file(path: string, template: string, values: Readonly<Record<string, unknown>> = {}): NodeFile {
  return { path, permissions: "0644", content: [renderTemplate(template, values)] };
}

function script(path: string, template: string, values: Readonly<Record<string, unknown>> = {}): NodeFile {
  return { path, permissions: "0755", content: [renderTemplate(template, values)] };
}

function nodeEnvironment(config: PlatformConfig, node: Node): NodeText {
  const { k3s } = config;
  const fixed = renderTemplate("node.env", {
    name: node.name,
    platform: config.name,
    slot: node.slot,
    generation: node.generation,
    foundingPeers: node.slot === FOUNDER ? peers(config, node).join(" ") : "",
    version: config.k3s_version,
    mirror: k3s.mirror.replace(/\/+$/, ""),
    checksums: { amd64: k3s.checksums.amd64 ?? "", arm64: k3s.checksums.arm64 ?? "" },
  });
  const addresses = joinTexts<NodeReference>(
    joinAddresses(config, node).map((address) => (typeof address === "string" ? [address] : address)),
    " ",
  );
  const until = node.slot === FOUNDER ? ref("initialise-until") : "";
  return [
    fixed,
    ...text<NodeReference>`INITIALISE_UNTIL='${until}'\nCA_SHA256=${ref("server-ca-sha256")}\n`,
    "JOIN_ADDRESSES='",
    ...addresses,
    "'\n",
  ];
}

/** The other servers that are declared now, while this one's machine is made. */
const peers = (config: PlatformConfig, node: Node): string[] =>
  servers(config)
    .map(({ ip }) => ip)
    .filter((ip) => ip !== node.ip);

function registryFiles(config: PlatformConfig): NodeFile[] {
  if (config.registries.length === 0) return [];
  const logins = registriesWithLogin(config.registries);
  const yaml = {
    mirrors: registryMirrors(config.registries),
    ...(logins.length === 0 ? {} : { configs: [ref("registry-credentials")] }),
  };
  return [{ path: "/etc/rancher/k3s/registries.yaml", permissions: "0600", content: { yaml } }];
}

/** With these a server that has no data asks a peer to forget its predecessor. */
function bootstrapCredentials(): NodeFile[] {
  return (["bootstrap.crt", "bootstrap.key"] as const).map((name) => ({
    path: `/etc/loco/${name}`,
    permissions: "0600",
    content: [ref(name)],
    exact: true,
  }));
}

/** What a server joins with. */
function joinToken(): NodeFile {
  return { path: "/etc/loco/server-token", permissions: "0600", content: [ref("server-token"), "\n"] };
}

/** k3s reads these before its first start and never again. https://docs.k3s.io/cli/certificate#using-custom-ca-certificates */
function pkiFiles(): NodeFile[] {
  const names = [
    ...CERTIFICATE_AUTHORITIES.flatMap((name) => [`${name}.crt`, `${name}.key`] as const),
    "service.key" as const,
  ];
  return names.map((name) => ({
    path: `/var/lib/rancher/k3s/server/tls/${name}`,
    permissions: "0600",
    content: [ref(name)],
    exact: true,
  }));
}
