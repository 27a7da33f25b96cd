import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";

const node = { apiGroup: "v1", kind: "Node" };
const pod = { apiGroup: "v1", kind: "Pod" };
const notDeleted = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };

function stage(name: string, resourceRef: object, matchExpressions: readonly object[], next: object): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: { resourceRef, selector: { matchExpressions }, next },
  };
}

const ready = `
{{ $now := Now }}
conditions:
{{ range $type := list "Initialized" "Ready" "ContainersReady" }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ $type }}
{{ end }}
{{ range .spec.readinessGates }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ .conditionType | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: true
  restartCount: 0
  started: true
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;

const complete = `
{{ $now := Now }}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  restartCount: 0
  started: false
  state:
    terminated:
      exitCode: 0
      finishedAt: {{ $now | Quote }}
      reason: Completed
      startedAt: {{ $now | Quote }}
{{ end }}
phase: Succeeded
`;

/**
 * What kwok does on a node: its pods start at once, those of Jobs end at once, deleted ones go.
 *
 * The Node itself is left to kubelet.ts. kwok would take the node's lease under a name of its own, for which a kubelet's
 * credentials are not good, and wait 40 s for it after every restart; the Node stage is there so that kwok does not
 * fall back on its built-in ones. No finalizer is removed: a kubelet may not do that either.
 */
function kwokStages(): readonly object[] {
  return [
    stage("node-left-alone", node, [{ key: ".metadata.name", operator: "DoesNotExist" }], {}),
    stage("pod-ready", pod, [notDeleted, { key: ".status.podIP", operator: "DoesNotExist" }], {
      statusTemplate: ready,
    }),
    stage(
      "pod-complete",
      pod,
      [
        notDeleted,
        { key: ".status.phase", operator: "In", values: ["Running"] },
        { key: ".metadata.ownerReferences.[].kind", operator: "In", values: ["Job"] },
      ],
      { statusTemplate: complete },
    ),
    stage("pod-delete", pod, [{ key: ".metadata.deletionTimestamp", operator: "Exists" }], { delete: true }),
  ];
}

/** Writes kwok's configuration and returns its command line. */
export function prepareKwok(config: string, kubeconfig: string, name: string, ip: string): string[] {
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(
    config,
    kwokStages()
      .map((one) => stringify(one))
      .join("---\n"),
  );
  return [
    `--config=${config}`,
    `--kubeconfig=${kubeconfig}`,
    `--manage-single-node=${name}`,
    `--node-ip=${ip}`,
    "--node-lease-duration-seconds=0",
    "--cidr=10.42.0.1/16",
  ];
}

/**
 * What kwok needs beyond a kubelet's rights: it lists the nodes once to see whether the API server answers,
 * where a kubelet may only list itself.
 */
export const kwokRights: readonly (readonly [path: string, object: object])[] = [
  [
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "loco-sandbox:kwok" },
      rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["list"] }],
    },
  ],
  [
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "loco-sandbox:kwok" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "loco-sandbox:kwok" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:nodes" }],
    },
  ],
];
