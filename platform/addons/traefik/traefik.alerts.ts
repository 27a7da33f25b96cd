import type { Alert } from "../alert.ts";

/**
 * Requests by router, not by service: what finds no pod to go to, the gravest error, is never counted as a service's.
 * https://github.com/traefik/traefik/blob/v3.7.9/pkg/server/service/service.go#L460 (each server's handler is counted)
 */
const REQUESTS = "traefik_router_requests_total";

const perService = (selector: string) => `sum by (service) (rate(${REQUESTS}${selector}[5m]))`;

const FAILED = perService('{code=~"5.."}');

export const traefikAlerts: readonly Alert[] = [
  {
    alert: "IngressErrors",
    // Every twentieth, and at least one in twenty seconds: one failure at night wakes nobody.
    expr: `${FAILED} / ${perService("")} > 0.05 and ${FAILED} > 0.05`,
    // With the five minutes that it looks back on: longer than an app takes to come back after its node's reboot.
    for: "10m",
    severity: "critical",
    summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} fail",
    jobs: ["traefik"],
  },
];
