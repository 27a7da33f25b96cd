const RIGHTS = "rbac.authorization.k8s.io";

/**
 * The least that finds and reads targets. The chart's own role also lists Services, endpoints and Ingresses.
 * `nodes/metrics` is what a kubelet asks for, `/metrics` what the API server does.
 * https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#kubelet-authorization
 */
export const rightsOf = (name: string, namespace: string) => [
  {
    apiVersion: `${RIGHTS}/v1`,
    kind: "ClusterRole",
    metadata: { name },
    rules: [
      { apiGroups: [""], resources: ["nodes", "pods"], verbs: ["list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { nonResourceURLs: ["/metrics"], verbs: ["get"] },
    ],
  },
  {
    apiVersion: `${RIGHTS}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: RIGHTS, kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
];
