import { readFileSync } from "node:fs";
import { chartLock } from "../charts.ts";
import { restrictedContainer } from "../restricted.ts";

const SCRIPT = readFileSync(new URL("./check-rules.sh", import.meta.url), "utf8");

/** What the sidecar writes, and what the checker makes of it. */
const FOUND = "/found";
const RULES = "/rules";

/** Folders of rules that the checker lets through: those of app teams, and its own about those that it refuses. */
export const CHECKED_RULES: readonly string[] = [`${RULES}/accepted/*`, `${RULES}/refused/*`];

/** What vmalert's chart has, too. */
const IMAGE = `victoriametrics/vmalert:${chartLock["victoria-metrics-alert"]?.appVersion}`;

/** The version that Grafana's chart has for dashboards. */
const SIDECAR_IMAGE = "quay.io/kiwigrid/k8s-sidecar:2.10.1";

/** Where the checker has vmalert say how it reads rules. Nothing else in the pod listens there. */
const LISTEN = "127.0.0.1:8881";

/** Nobody answers there. */
const NOWHERE = "http://127.0.0.1:9";

/** Where the sidecar says whether it has written all files once. */
const READY = "http://127.0.0.1:8080/healthz";

/**
 * Starts vmalert once app teams' rules are there: how long an alert has been pending, and that it has been sent, is taken up
 * only for rules that are there at the start. The platform's own do not wait longer than 20 seconds for them.
 */
export const startCommand: readonly string[] = [
  "/bin/sh",
  "-c",
  `i=0; until [ -e ${RULES}/ready ] || [ $i -ge 20 ]; do i=$((i + 1)); sleep 1; done; exec /vmalert-prod "$@"`,
  "vmalert",
];

/** Writes the keys of labelled ConfigMaps of any namespace to files whose names hold the namespace's and the ConfigMap's. */
const sidecar = {
  name: "sidecar",
  image: SIDECAR_IMAGE,
  env: Object.entries({
    LABEL: "loco.dev/alerts",
    LABEL_VALUE: "true",
    NAMESPACE: "ALL",
    FOLDER: FOUND,
    UNIQUE_FILENAMES: "true",
    // It lists. A watch that ends is begun anew, and what is deleted in between stays.
    METHOD: "SLEEP",
    SLEEP_TIME: "15",
    LOG_LEVEL: "WARN",
    HEALTH_HOST: "127.0.0.1",
    // It would fetch the address that a ConfigMap gives under a key *.url, from where the platform's own pods are let in.
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: "$(KUBERNETES_SERVICE_HOST)",
    REQ_RETRY_TOTAL: "0",
  }).map(([name, value]) => ({ name, value })),
  volumeMounts: [
    { name: "found", mountPath: FOUND },
    { name: "token", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
  ],
  resources: { requests: { cpu: "5m", memory: "64Mi" }, limits: { memory: "192Mi" } },
  securityContext: restrictedContainer,
};

/**
 * Of vmalert's own image, so that both accept the same. The script is an argument, in which Kubernetes expands `$(NAME)` and
 * `$$`; nothing in its environment differs from vmalert's, which rules may read.
 */
const checker = (runbook: string, taken: readonly string[]) => ({
  name: "checker",
  image: IMAGE,
  command: ["/bin/sh", "-c", SCRIPT, "check-rules"],
  args: ["/vmalert-prod", FOUND, RULES, READY, LISTEN, runbook, taken.join(" ")],
  volumeMounts: [
    { name: "found", mountPath: FOUND, readOnly: true },
    { name: "rules", mountPath: RULES },
  ],
  resources: { requests: { cpu: "5m", memory: "16Mi" }, limits: { memory: "128Mi" } },
  securityContext: restrictedContainer,
});

/**
 * In memory, where a full volume takes no more; on the node's disk it would end the pod. Enough for some thousand rules,
 * which fit into vmalert's memory.
 * https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
const inMemory = (name: string) => ({ name, emptyDir: { medium: "Memory", sizeLimit: "4Mi" } });

/** The sidecar's alone: neither vmalert nor what checks strangers' files needs to know a token. */
const token = {
  name: "token",
  projected: {
    sources: [
      { serviceAccountToken: { path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
    ],
  },
};

/**
 * Values that bring app teams' rules to vmalert: each with its own namespace as label, by which Alertmanager groups and mutes,
 * and none under a name that the platform's own alerts have.
 *
 * @param taken those names
 */
export const appRules = (runbook: string, taken: readonly string[]) => ({
  extraContainers: [sidecar, checker(runbook, taken)],
  extraVolumes: [inMemory("found"), inMemory("rules"), token],
  extraVolumeMounts: [{ name: "rules", mountPath: RULES, readOnly: true }],
});

/** What the sidecar may do, in every namespace. */
export const rightsOf = (name: string, namespace: string) => [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
];
