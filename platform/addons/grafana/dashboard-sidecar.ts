/** ClusterRole of the service account, in place of the chart's, which reads all Secrets of the cluster. */
export const READER = "grafana-dashboards";

export const readerRole = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name: READER },
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list", "watch"] }],
} as const;

/** Nobody answers there. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * The container that writes labelled ConfigMaps of any namespace to files, which Grafana reads every half a minute. Its
 * names of files hold the namespace's and the ConfigMap's. A file that is no dashboard is logged and left out.
 */
export const sidecar = {
  enableUniqueFilenames: true,
  resources: { requests: { cpu: "5m", memory: "64Mi" }, limits: { memory: "192Mi" } },
  // A ConfigMap says into which folder it goes, and might say any.
  securityContext: { readOnlyRootFilesystem: true },
  dashboards: {
    enabled: true,
    label: "loco.dev/dashboard",
    labelValue: "true",
    folderAnnotation: "loco.dev/dashboard-folder",
    provider: { foldersFromFilesStructure: true },
    searchNamespace: "ALL",
    resource: "configmap",
    // It would ask Grafana to read at once, as the admin, and send that password to every address that a ConfigMap gives
    // under a key *.url. https://github.com/kiwigrid/k8s-sidecar/issues/290
    skipReload: true,
    // Nor does it fetch these addresses at all, from where the platform's own pods are let in.
    env: {
      HTTP_PROXY: NOWHERE,
      HTTPS_PROXY: NOWHERE,
      NO_PROXY: "$(KUBERNETES_SERVICE_HOST)",
      REQ_RETRY_TOTAL: "0",
    },
    sizeLimit: "64Mi",
  },
};
