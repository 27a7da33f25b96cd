import { existsSync, readFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import { parseLabels, parseTaints, type Taint } from "../labels.ts";
import type { Layout } from "../layout.ts";
import { FatalError } from "../log.ts";
import { serverFiles } from "../server/files.ts";
import { tokenOnDisk } from "../server/token-file.ts";
import type { FlagValues } from "./merge.ts";

/** What a node is, whether it is a server or an agent. */
export interface NodeSettings {
  /** Kubernetes node name: `node-name`, or the hostname in lower case. */
  readonly name: string;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** `kubelet-arg` has `cloud-provider=external`: a cloud controller manager of the cluster owns the node. */
  readonly externalCloud: boolean;
  /** Local port of the agent's load balancer in front of the servers. */
  readonly lbPort: number;
  readonly dataDir: string;
}

/** `k3s agent`. */
export interface AgentSettings extends NodeSettings {
  /** URL of a server, or of a load balancer before the servers. */
  readonly server: string;
  readonly token: string;
}

/** `k3s server`. */
export interface ServerSettings extends NodeSettings {
  /** The supervisor's address and port, where agents, peers and kubectl connect. */
  readonly bindAddress: string;
  readonly port: number;
  readonly apiserverPort: number;
  readonly token: string;
  /** Password of user `node`; absent means that agents use the server's. */
  readonly agentToken: string | undefined;
  /** A peer to join; absent on the first server. */
  readonly server: string | undefined;
  readonly clusterInit: boolean;
  readonly tlsSans: readonly string[];
  readonly clusterCidr: string;
  readonly serviceCidr: string;
  readonly clusterDomain: string;
  readonly nodePortRange: string;
  readonly secretsEncryption: boolean;
  /** k3s's own cloud controller manager is off. */
  readonly disableCloudController: boolean;
  readonly kubeconfigMode: number;
  readonly kubeconfigPath: string;
  readonly apiserverArgs: readonly string[];
  readonly etcdArgs: readonly string[];
  readonly controllerManagerArgs: readonly string[];
  readonly schedulerArgs: readonly string[];
  /** What has to be the same on all servers, by flag name. @see https://docs.k3s.io/cli/server#critical-configuration-values */
  readonly critical: Readonly<Record<string, string>>;
}

const defaults = { clusterCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16", clusterDomain: "cluster.local" };

const disableItems = ["coredns", "servicelb", "traefik", "local-storage", "metrics-server", "runtimes"];

/** The settings of `k3s agent`. */
export function agentSettings(values: FlagValues, layout: Layout): AgentSettings {
  const server = text(values, "server");
  const token = secret(values, "token");
  if (token === undefined) throw new FatalError("--token is required");
  if (server === undefined) throw new FatalError("--server is required");
  return { ...nodeSettings(values, layout), server, token };
}

/** The settings of `k3s server`. */
export function serverSettings(values: FlagValues, layout: Layout): ServerSettings {
  for (const item of split(values, "disable")) {
    if (!disableItems.includes(item)) throw new FatalError(`invalid --disable: unknown item '${item}'`);
  }
  const node = nodeSettings(values, layout);
  // k3s keeps the token of a server that has joined, and takes it when the configuration has none.
  const token = secret(values, "token") ?? tokenOnDisk(serverFiles(node.dataDir).token);
  if (token === undefined) throw new FatalError("--token is required: the stand-in does not make one up");
  const port = number(values, "https-listen-port") ?? 6443;
  const server = text(values, "server");
  const clusterCidr = cidr(values, "cluster-cidr", defaults.clusterCidr);
  const serviceCidr = cidr(values, "service-cidr", defaults.serviceCidr);
  const mode = text(values, "write-kubeconfig-mode") ?? "600";
  if (!/^0?[0-7]{3}$/.test(mode)) throw new FatalError(`invalid --write-kubeconfig-mode: ${mode}`);
  return {
    ...node,
    bindAddress: text(values, "bind-address") ?? "0.0.0.0",
    port,
    apiserverPort: port + 1,
    token,
    agentToken: secret(values, "agent-token"),
    server,
    clusterInit: values["cluster-init"] === true,
    tlsSans: split(values, "tls-san"),
    clusterCidr,
    serviceCidr,
    clusterDomain: text(values, "cluster-domain") ?? defaults.clusterDomain,
    nodePortRange: text(values, "service-node-port-range") ?? "30000-32767",
    secretsEncryption: values["secrets-encryption"] === true,
    disableCloudController: values["disable-cloud-controller"] === true,
    kubeconfigMode: Number.parseInt(mode, 8),
    kubeconfigPath: text(values, "write-kubeconfig") ?? layout.kubeconfig,
    apiserverArgs: list(values, "kube-apiserver-arg"),
    etcdArgs: list(values, "etcd-arg"),
    controllerManagerArgs: [
      ...list(values, "kube-controller-manager-arg"),
      ...list(values, "kube-controller-arg"),
    ],
    schedulerArgs: list(values, "kube-scheduler-arg"),
    critical: criticalValues(values, clusterCidr, serviceCidr),
  };
}

function criticalValues(
  values: FlagValues,
  clusterCidr: string,
  serviceCidr: string,
): Record<string, string> {
  const critical: Record<string, string> = {
    "cluster-cidr": clusterCidr,
    "service-cidr": serviceCidr,
    "cluster-dns": split(values, "cluster-dns").join(",") || clusterDns(serviceCidr),
    "cluster-domain": text(values, "cluster-domain") ?? defaults.clusterDomain,
    "disable=servicelb": String(split(values, "disable").includes("servicelb")),
    "flannel-backend": text(values, "flannel-backend") ?? "vxlan",
    "egress-selector-mode": text(values, "egress-selector-mode") ?? "agent",
  };
  for (const name of [
    "disable-cloud-controller",
    "disable-helm-controller",
    "disable-kube-proxy",
    "disable-network-policy",
    "embedded-registry",
    "flannel-external-ip",
    "flannel-ipv6-masq",
    "secrets-encryption",
  ]) {
    critical[name] = String(values[name] === true);
  }
  return critical;
}

/** The address of the cluster's DNS service: the tenth of the service network. */
export function clusterDns(serviceCidr: string): string {
  return nthAddress(serviceCidr, 10);
}

/** The address of the service `kubernetes`: the first of the service network. */
export function apiserverServiceIp(serviceCidr: string): string {
  return nthAddress(serviceCidr, 1);
}

function nthAddress(block: string, offset: number): string {
  const octets = ipaddr.IPv4.networkAddressFromCIDR(block).toByteArray();
  octets[3] = (octets[3] ?? 0) + offset;
  return octets.join(".");
}

function nodeSettings(values: FlagValues, layout: Layout): NodeSettings {
  const ip = split(values, "node-ip")[0] ?? firstAddress();
  if (!ipaddr.IPv4.isValidFourPartDecimal(ip)) {
    throw new FatalError(`invalid node-ip: ${ip} is not an IPv4 address`);
  }
  return {
    name: (text(values, "node-name") ?? hostname()).toLowerCase(),
    ip,
    labels: parseLabels(list(values, "node-label")),
    taints: parseTaints(list(values, "node-taint")),
    externalCloud: list(values, "kubelet-arg").some((arg) => /^(--)?cloud-provider=external$/.test(arg)),
    lbPort: number(values, "lb-server-port") ?? 6444,
    dataDir: text(values, "data-dir") ?? layout.data,
  };
}

function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find((one) => one.family === "IPv4" && !one.internal);
  if (found === undefined) throw new FatalError("no default routes found: set node-ip");
  return found.address;
}

function cidr(values: FlagValues, name: string, fallback: string): string {
  const value = split(values, name)[0] ?? fallback;
  if (!ipaddr.IPv4.isValidCIDR(value)) throw new FatalError(`invalid ${name} ${value}: invalid CIDR address`);
  return value;
}

/** A secret given in place, or in the file that `<name>-file` names. */
function secret(values: FlagValues, name: string): string | undefined {
  const file = text(values, `${name}-file`);
  const given = text(values, name);
  if (given !== undefined || file === undefined) return given;
  if (!existsSync(file)) throw new FatalError(`open ${file}: no such file or directory`);
  return readFileSync(file, "utf8").trim();
}

function text(values: FlagValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(values: FlagValues, name: string): number | undefined {
  const value = values[name];
  return typeof value === "number" ? value : undefined;
}

function list(values: FlagValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}

/** Items of a list flag whose items may also be separated by commas. */
function split(values: FlagValues, name: string): readonly string[] {
  return list(values, name)
    .flatMap((item) => item.split(","))
    .filter((item) => item !== "");
}
