/** What a flag's value is. A list may be given several times, or as a YAML list. */
type FlagKind = "string" | "number" | "boolean" | "list";

/** Which command knows a flag. Every agent flag is a server flag too, but for `agent` ones. */
type FlagScope = "both" | "server" | "agent";

/** One flag of `k3s server` or `k3s agent`, which is also a key of config.yaml. */
export interface Flag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly scope: FlagScope;
  /** The environment variable that sets it when neither file nor command line does. */
  readonly env?: string;
}

/** @see https://docs.k3s.io/cli/server and https://docs.k3s.io/cli/agent, k3s v1.34 (hidden and deprecated flags included) */
const names: Readonly<Record<FlagScope, Partial<Record<FlagKind, string>>>> = {
  both: {
    string: `config vmodule log token token-file server data-dir node-name bind-address
      container-runtime-endpoint default-runtime image-service-endpoint pause-image snapshotter private-registry
      image-credential-provider-bin-dir image-credential-provider-config resolv-conf
      flannel-iface flannel-conf flannel-cni-conf vpn-auth vpn-auth-file`,
    number: "v lb-server-port",
    boolean: `debug alsologtostderr with-node-id protect-kernel-defaults selinux docker rootless prefer-bundled-bin
      disable-default-registry-endpoint nonroot-devices enable-pprof`,
    list: `node-label node-taint node-ip node-external-ip node-internal-dns node-external-dns
      kubelet-arg kube-proxy-arg airgap-extra-registry`,
  },
  server: {
    string: `advertise-address service-node-port-range cluster-domain flannel-backend egress-selector-mode
      servicelb-namespace write-kubeconfig write-kubeconfig-mode write-kubeconfig-group helm-job-image
      agent-token agent-token-file cluster-reset-restore-path
      datastore-endpoint datastore-cafile datastore-certfile datastore-keyfile apiserver-bind-address
      etcd-snapshot-name etcd-snapshot-schedule-cron etcd-snapshot-reconcile-interval etcd-snapshot-dir
      etcd-s3-endpoint etcd-s3-endpoint-ca etcd-s3-access-key etcd-s3-secret-key etcd-s3-session-token
      etcd-s3-bucket etcd-s3-bucket-lookup-type etcd-s3-region etcd-s3-folder etcd-s3-proxy
      etcd-s3-config-secret etcd-s3-timeout default-local-storage-path system-default-registry
      secrets-encryption-provider`,
    number: `https-listen-port advertise-port supervisor-port apiserver-port
      etcd-snapshot-retention etcd-s3-retention`,
    boolean: `tls-san-security flannel-ipv6-masq flannel-external-ip cluster-init cluster-reset
      etcd-expose-metrics etcd-disable-snapshots etcd-snapshot-compress
      etcd-s3 etcd-s3-skip-ssl-verify etcd-s3-insecure
      disable-scheduler disable-cloud-controller disable-kube-proxy disable-network-policy disable-helm-controller
      disable-apiserver disable-controller-manager disable-etcd disable-agent
      embedded-registry supervisor-metrics secrets-encryption kine-tls`,
    list: `tls-san cluster-cidr service-cidr cluster-dns disable kube-apiserver-arg etcd-arg
      kube-controller-manager-arg kube-controller-arg kube-scheduler-arg
      kube-cloud-controller-manager-arg kube-cloud-controller-arg helm-controller-arg`,
  },
  agent: { boolean: "disable-apiserver-lb" },
};

const environment: Readonly<Record<string, string>> = {
  debug: "K3S_DEBUG",
  "data-dir": "K3S_DATA_DIR",
  token: "K3S_TOKEN",
  "token-file": "K3S_TOKEN_FILE",
  server: "K3S_URL",
  "node-name": "K3S_NODE_NAME",
  "lb-server-port": "K3S_LB_SERVER_PORT",
  "resolv-conf": "K3S_RESOLV_CONF",
  selinux: "K3S_SELINUX",
  "vpn-auth": "K3S_VPN_AUTH",
  "vpn-auth-file": "K3S_VPN_AUTH_FILE",
  "agent-token": "K3S_AGENT_TOKEN",
  "agent-token-file": "K3S_AGENT_TOKEN_FILE",
  "cluster-init": "K3S_CLUSTER_INIT",
  "cluster-reset": "K3S_CLUSTER_RESET",
  "datastore-endpoint": "K3S_DATASTORE_ENDPOINT",
  "datastore-cafile": "K3S_DATASTORE_CAFILE",
  "datastore-certfile": "K3S_DATASTORE_CERTFILE",
  "datastore-keyfile": "K3S_DATASTORE_KEYFILE",
  "write-kubeconfig": "K3S_KUBECONFIG_OUTPUT",
  "write-kubeconfig-mode": "K3S_KUBECONFIG_MODE",
  "write-kubeconfig-group": "K3S_KUBECONFIG_GROUP",
  "system-default-registry": "K3S_SYSTEM_DEFAULT_REGISTRY",
};

/** Every flag by name. */
export const flags: ReadonlyMap<string, Flag> = new Map(
  Object.entries(names).flatMap(([scope, kinds]) =>
    Object.entries(kinds).flatMap(([kind, list]) =>
      list.split(/\s+/).map((name): [string, Flag] => {
        const env = environment[name];
        const flag = { name, kind: kind as FlagKind, scope: scope as FlagScope };
        return [name, env === undefined ? flag : { ...flag, env }];
      }),
    ),
  ),
);

/** One-letter flags. @see https://docs.k3s.io/cli/server */
export const shorthands: Readonly<Record<string, string>> = {
  c: "config",
  d: "data-dir",
  i: "node-ip",
  l: "log",
  o: "write-kubeconfig",
  s: "server",
  t: "token",
};
