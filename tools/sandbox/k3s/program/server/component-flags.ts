import { join } from "node:path";
import type { ServerSettings } from "../config/settings.ts";
import { authProxyName } from "./certificates.ts";
import type { ServerFiles } from "./files.ts";

/** Flags of a component by name, before the operator's own are laid over them. */
type FlagMap = Readonly<Record<string, string>>;

/**
 * The command line of a component: our flags with the operator's laid over them, sorted.
 * An operator's flag that is given more than once is passed as often (GetArgs in pkg/daemons/config/types.go of k3s).
 */
export function commandLine(flags: FlagMap, extra: readonly string[]): string[] {
  const given = extra.map((arg) => arg.replace(/^--/, ""));
  const names = new Set(given.map((arg) => arg.split("=", 1)[0]));
  const ours = Object.entries(flags)
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => `${name}=${value}`);
  return [...ours, ...given].sort().map((arg) => `--${arg}`);
}

/** kube-apiserver, as k3s sets it up (pkg/daemons/control/server.go), on the loopback address behind the supervisor. */
export function apiserverFlags(settings: ServerSettings, files: ServerFiles): FlagMap {
  const tls = (name: string) => join(files.tls, name);
  const issuer = `https://kubernetes.default.svc.${settings.clusterDomain}`;
  const encryption = settings.secretsEncryption
    ? { "encryption-provider-config": files.encryptionConfig }
    : {};
  return {
    "advertise-address": settings.ip,
    "allow-privileged": "true",
    "anonymous-auth": "false",
    "api-audiences": `${issuer},k3s`,
    "authorization-mode": "Node,RBAC",
    "bind-address": "127.0.0.1",
    "cert-dir": tls("temporary-certs"),
    "client-ca-file": tls("client-ca.crt"),
    "enable-admission-plugins": "NodeRestriction",
    "enable-aggregator-routing": "true",
    "enable-bootstrap-token-auth": "true",
    // The address that members advertise is the supervisor's, on another port than the API server's own;
    // k3s patches the API server for that, the stand-in keeps the endpoints itself (service-endpoints.ts).
    "endpoint-reconciler-type": "none",
    "etcd-cafile": tls("etcd/server-ca.crt"),
    "etcd-certfile": tls("etcd/client.crt"),
    "etcd-keyfile": tls("etcd/client.key"),
    "etcd-servers": "https://127.0.0.1:2379",
    "kubelet-certificate-authority": tls("server-ca.crt"),
    "kubelet-client-certificate": tls("client-kube-apiserver.crt"),
    "kubelet-client-key": tls("client-kube-apiserver.key"),
    "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",
    profiling: "false",
    "proxy-client-cert-file": tls("client-auth-proxy.crt"),
    "proxy-client-key-file": tls("client-auth-proxy.key"),
    "requestheader-allowed-names": authProxyName,
    "requestheader-client-ca-file": tls("request-header-ca.crt"),
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-username-headers": "X-Remote-User",
    "secure-port": String(settings.apiserverPort),
    "service-account-issuer": issuer,
    "service-account-key-file": tls("service.key"),
    "service-account-signing-key-file": tls("service.key"),
    "service-cluster-ip-range": settings.serviceCidr,
    "service-node-port-range": settings.nodePortRange,
    "storage-backend": "etcd3",
    "tls-cert-file": tls("serving-kube-apiserver.crt"),
    "tls-private-key-file": tls("serving-kube-apiserver.key"),
    ...encryption,
  };
}

/** kube-controller-manager. Cloud loops are off unless the operator turns k3s's cloud controller off. */
export function controllerManagerFlags(settings: ServerSettings, files: ServerFiles): FlagMap {
  const tls = (name: string) => join(files.tls, name);
  const config = join(files.cred, "controller.kubeconfig");
  const cloud = settings.disableCloudController
    ? { controllers: "*,tokencleaner" }
    : {
        "configure-cloud-routes": "false",
        controllers: "*,tokencleaner,-service,-route,-cloud-node-lifecycle",
      };
  return {
    "allocate-node-cidrs": "true",
    "authentication-kubeconfig": config,
    "authorization-kubeconfig": config,
    "bind-address": "127.0.0.1",
    "cluster-cidr": settings.clusterCidr,
    "cluster-signing-kube-apiserver-client-cert-file": tls("client-ca.crt"),
    "cluster-signing-kube-apiserver-client-key-file": tls("client-ca.key"),
    "cluster-signing-kubelet-client-cert-file": tls("client-ca.crt"),
    "cluster-signing-kubelet-client-key-file": tls("client-ca.key"),
    "cluster-signing-kubelet-serving-cert-file": tls("server-ca.crt"),
    "cluster-signing-kubelet-serving-key-file": tls("server-ca.key"),
    "cluster-signing-legacy-unknown-cert-file": tls("client-ca.crt"),
    "cluster-signing-legacy-unknown-key-file": tls("client-ca.key"),
    kubeconfig: config,
    profiling: "false",
    "root-ca-file": tls("server-ca.crt"),
    "secure-port": "10257",
    "service-account-private-key-file": tls("service.key"),
    "service-cluster-ip-range": settings.serviceCidr,
    "use-service-account-credentials": "true",
    ...cloud,
  };
}

/** kube-scheduler. */
export function schedulerFlags(files: ServerFiles): FlagMap {
  const config = join(files.cred, "scheduler.kubeconfig");
  return {
    "authentication-kubeconfig": config,
    "authorization-kubeconfig": config,
    "bind-address": "127.0.0.1",
    kubeconfig: config,
    profiling: "false",
    "secure-port": "10259",
  };
}

/** How a member of the etcd cluster starts. */
export interface EtcdStart {
  readonly name: string;
  /** `<name>=<peer URL>` of every member, this one included; absent when the data directory says it. */
  readonly cluster?: readonly string[];
  readonly state: "new" | "existing";
}

/** The URL at which a server's etcd talks to its peers. */
export function peerUrl(ip: string): string {
  return `https://${ip}:2380`;
}

/** etcd with TLS everywhere. Heartbeat and election timeouts are k3s's (pkg/etcd/etcd.go). */
export function etcdFlags(
  settings: Pick<ServerSettings, "ip">,
  files: Pick<ServerFiles, "tls" | "etcdData">,
  start: EtcdStart,
): FlagMap {
  const tls = (name: string) => join(files.tls, "etcd", name);
  const client = `https://${settings.ip}:2379`;
  const peer = peerUrl(settings.ip);
  return {
    "advertise-client-urls": client,
    "cert-file": tls("server-client.crt"),
    "client-cert-auth": "true",
    "data-dir": files.etcdData,
    "election-timeout": "5000",
    "heartbeat-interval": "500",
    "initial-advertise-peer-urls": peer,
    ...(start.cluster === undefined ? {} : { "initial-cluster": start.cluster.join(",") }),
    "initial-cluster-state": start.state,
    "key-file": tls("server-client.key"),
    "listen-client-urls": `${client},https://127.0.0.1:2379`,
    "listen-metrics-urls": "http://127.0.0.1:2381",
    "listen-peer-urls": `${peer},https://127.0.0.1:2380`,
    "log-level": "warn",
    name: start.name,
    "peer-cert-file": tls("peer-server-client.crt"),
    "peer-client-cert-auth": "true",
    "peer-key-file": tls("peer-server-client.key"),
    "peer-trusted-ca-file": tls("peer-ca.crt"),
    "trusted-ca-file": tls("server-ca.crt"),
    // A stopped VM loses no page cache; only a crash of the laptop itself would lose the last writes.
    "unsafe-no-fsync": "true",
  };
}
