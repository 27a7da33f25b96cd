import { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { DataHttp } from "@cdktf/provider-http/lib/data-http/index.js";
import { HttpProvider } from "@cdktf/provider-http/lib/provider/index.js";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";

/** How to reach the cluster as its administrator; every part is an expression over state. */
export interface AdminAccess {
  readonly endpoint: string;
  readonly caCertificate: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/**
 * How often the gate asks again: for 20 minutes where connections are refused at once, 30 where they hang. A first boot
 * starts a machine and downloads k3s.
 */
const RETRIES = 120;
const DELAY_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Declares the providers that talk to the cluster, and the gate between it and them: whatever depends on the gate waits
 * until the API says that it is ready (design.md, D3).
 */
export function createClusterAccess(
  scope: Construct,
  access: AdminAccess,
  after: readonly ITerraformDependable[],
): ITerraformDependable {
  const credentials = {
    host: access.endpoint,
    clusterCaCertificate: access.caCertificate,
    clientCertificate: access.clientCertificate,
    clientKey: access.clientKey,
  };
  new KubernetesProvider(scope, "kubernetes", credentials);
  new HelmProvider(scope, "helm", { kubernetes: credentials });
  new HttpProvider(scope, "http");
  return new DataHttp(scope, "api-ready", {
    ...untilReady(access),
    url: `${access.endpoint}/readyz`,
    dependsOn: [...after],
    // The provider retries what fails and what answers 5xx; any other answer ends the wait, and only 200 is a good one.
    lifecycle: {
      postcondition: [
        {
          condition: "${self.status_code == 200}",
          errorMessage:
            "the Kubernetes API did not answer that it is ready; the console of the first server, cp-1, says why",
        },
      ],
    },
  });
}

/** Of a request to the API that waits until it answers; by default as long as a first boot may take. */
export const untilReady = (access: AdminAccess, retries = RETRIES) => ({
  caCertPem: access.caCertificate,
  clientCertPem: access.clientCertificate,
  clientKeyPem: access.clientKey,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  retry: { attempts: retries, minDelayMs: DELAY_MS, maxDelayMs: DELAY_MS },
});
