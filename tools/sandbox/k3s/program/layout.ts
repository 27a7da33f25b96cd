import { join } from "node:path";

/** Where things are on a machine that runs k3s. Tests put all of it under another root. */
export interface Layout {
  /** `/etc/rancher/k3s/config.yaml`; its drop-ins are in `config.yaml.d` beside it. */
  readonly config: string;
  /** The admin's kubeconfig, `/etc/rancher/k3s/k3s.yaml`. */
  readonly kubeconfig: string;
  /** This machine's secret, by which servers know it again: `/etc/rancher/node/password`. */
  readonly nodePassword: string;
  /** `/var/lib/rancher/k3s`, unless `data-dir` says otherwise. */
  readonly data: string;
  /** The real binaries: etcd, etcdctl, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl, kwok. */
  readonly bin: string;
}

/**
 * The layout under `LOCO_K3S_ROOT` (default `/`), with binaries from `LOCO_KUBERNETES_BIN`
 * (default `/opt/sandbox/bin`, where the sandbox mounts them in every VM).
 */
export function layoutFrom(env: NodeJS.ProcessEnv): Layout {
  const root = env.LOCO_K3S_ROOT ?? "/";
  return {
    config: env.K3S_CONFIG_FILE ?? join(root, "etc/rancher/k3s/config.yaml"),
    kubeconfig: join(root, "etc/rancher/k3s/k3s.yaml"),
    nodePassword: join(root, "etc/rancher/node/password"),
    data: join(root, "var/lib/rancher/k3s"),
    bin: env.LOCO_KUBERNETES_BIN ?? "/opt/sandbox/bin",
  };
}
