import { tmpdir } from "node:os";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { createClusterAccess } from "./cluster-access.ts";

const access = {
  endpoint: "https://${cloudstack_ipaddress.api.ip_address}:6443",
  caCertificate: "${tls_self_signed_cert.ca.cert_pem}",
  clientCertificate: "${tls_locally_signed_cert.admin.cert_pem}",
  clientKey: "${tls_private_key.admin.private_key_pem}",
};

function synth() {
  const stack = new TerraformStack(Testing.app({ outdir: tmpdir() }), "test");
  const gate = createClusterAccess(stack, access, [{ fqn: "cloudstack_firewall.api" }]);
  new TerraformOutput(stack, "behind-the-gate", { value: 1, dependsOn: [gate] });
  return JSON.parse(Testing.synth(stack));
}

describe("createClusterAccess", () => {
  it("gives the providers the cluster's CA and the administrator's certificate and key from state", () => {
    const credentials = {
      host: access.endpoint,
      cluster_ca_certificate: access.caCertificate,
      client_certificate: access.clientCertificate,
      client_key: access.clientKey,
    };
    const { provider } = synth();
    expect(provider).toEqual({
      helm: [{ kubernetes: credentials }],
      http: [{}],
      kubernetes: [credentials],
    });
  });

  it("gates on /readyz with the same CA, certificate and key, after what it was told to wait for", () => {
    const { data, output } = synth();
    expect(output["behind-the-gate"].depends_on).toEqual([expect.stringContaining("data.http.api-ready")]);
    expect(data.http["api-ready"]).toMatchObject({
      url: `${access.endpoint}/readyz`,
      ca_cert_pem: access.caCertificate,
      client_cert_pem: access.clientCertificate,
      client_key_pem: access.clientKey,
      depends_on: ["cloudstack_firewall.api"],
    });
  });

  it("retries for at least 20 minutes, evenly, and passes on 200 only", () => {
    const { retry, lifecycle } = synth().data.http["api-ready"];
    expect(retry.attempts * retry.min_delay_ms).toBeGreaterThanOrEqual(20 * 60_000);
    expect(retry.max_delay_ms).toBe(retry.min_delay_ms);
    expect(lifecycle.postcondition).toMatchObject([{ condition: "${self.status_code == 200}" }]);
  });
});
