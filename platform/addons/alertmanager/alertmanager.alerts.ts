import type { Alert } from "../alert.ts";

export const alertmanagerAlerts: readonly Alert[] = [
  {
    alert: "AlertsNotDelivered",
    // Counted once Alertmanager has given up on a message, which is after minutes of trying.
    expr: "sum by (integration) (increase(alertmanager_notifications_failed_total[15m])) > 0",
    for: "1m",
    severity: "critical",
    summary: "Alertmanager could not deliver alerts by {{ $labels.integration }}",
    jobs: ["alertmanager"],
  },
];
