import type { Alert } from "../alert.ts";

/** Both are 0 until a certificate is first issued. */
const ENDS = "certmanager_certificate_expiration_timestamp_seconds";
const RENEWED_AT = "certmanager_certificate_renewal_timestamp_seconds";

export const certManagerAlerts: readonly Alert[] = [
  {
    alert: "CertificateExpiring",
    // Half of the time in which it should have been renewed is over, whether it lives for a day or for a year. Goes on when it
    // has ended.
    expr: `min by (namespace, name) (${ENDS} - time() < (${ENDS} - ${RENEWED_AT}) / 2 and ${RENEWED_AT} > 0)`,
    for: "10m",
    severity: "warning",
    summary:
      "certificate {{ $labels.name }} of {{ $labels.namespace }} was not renewed; it has {{ $value | humanizeDuration }} left",
    jobs: ["cert-manager"],
  },
  {
    alert: "CertificateNotReady",
    // One that has ended is not ready either; that is the alert above.
    expr: `max by (namespace, name) (certmanager_certificate_ready_status{condition="True"}) == 0 unless on (namespace, name) (${ENDS} > 0 < time())`,
    // A name's first certificate may have to wait for its DNS record.
    for: "1h",
    severity: "warning",
    summary: "certificate {{ $labels.name }} of {{ $labels.namespace }} has not been issued for an hour",
    jobs: ["cert-manager"],
  },
];
