import type { Alert } from "../alert.ts";

/**
 * Each is a `max by`: of two pods of kube-state-metrics, while one takes over from the other, it makes one, and a new pod's name
 * does not start the waiting anew.
 */
export const kubeStateMetricsAlerts: readonly Alert[] = [
  {
    alert: "NodeNotReady",
    expr: 'max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0',
    // kured's reboots and replaced machines take about 5 minutes.
    for: "10m",
    severity: "critical",
    summary: "node {{ $labels.node }} has not been ready for 10 minutes",
    jobs: ["kube-state-metrics"],
  },
];
