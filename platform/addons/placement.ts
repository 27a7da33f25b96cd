/** The taint of servers that take no apps. */
const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

/** Lets a pod run on servers, too: a platform whose pools are all empty has nothing else. */
export const bearsServers = { key: CONTROL_PLANE, operator: "Exists", effect: "NoSchedule" } as const;

/** Taints of a server before Cilium and the CCM have looked at it. What they need to start bears all of them. */
export const FIRST_TAINTS: readonly string[] = [
  "node.cloudprovider.kubernetes.io/uninitialized",
  "node.kubernetes.io/not-ready",
  CONTROL_PLANE,
];

/** Spreads the pods with these labels over nodes, as far as there are any. */
export const spreadOverNodes = (matchLabels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
    // The pods of the version before do not count, or an update would end with all on one node.
    matchLabelKeys: ["pod-template-hash"],
  },
];
