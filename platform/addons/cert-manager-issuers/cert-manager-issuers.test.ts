import { describe, expect, it } from "vitest";
import { variablesOf } from "../addon-secrets.ts";
import { addonInput } from "../sample.ts";
import { certManagerIssuers } from "./cert-manager-issuers.ts";

const input = (settings: string) => addonInput("", `[addons.cert-manager-issuers]\n${settings}`);
const values = (settings: string) => certManagerIssuers.values(input(settings));
const variables = (settings: string) => variablesOf([certManagerIssuers], input(settings).config);

describe("certificates from an ACME server", () => {
  it("come from Let's Encrypt over HTTP, with nothing set and no secret", () => {
    expect(values("")).toEqual({});
    expect(variables("")).toEqual([]);
  });

  it("come from its staging server, or another one", () => {
    expect(values("staging = true")).toEqual({
      acme: { server: "https://acme-staging-v02.api.letsencrypt.org/directory" },
    });
    expect(values('server = "https://ca.acme.example/directory"\nemail = "ops@acme.example"')).toEqual({
      acme: { server: "https://ca.acme.example/directory", email: "ops@acme.example" },
    });
  });

  it("trust another server's own CA", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    expect(values(`server = "https://ca.acme.example/directory"\nserver_ca = '''\n${pem}'''`)).toMatchObject({
      acme: { serverCa: pem },
    });
  });
});

describe("names proven over DNS", () => {
  const secret = (key: string) => ({ name: "dns01-credentials", key });

  it.each([
    {
      settings: 'dns01 = { provider = "cloudflare" }',
      solver: { cloudflare: { apiTokenSecretRef: secret("api-token") } },
      from: ["dns01_cloudflare_api_token"],
    },
    {
      settings: 'dns01 = { provider = "route53", region = "sa-east-1", hosted_zone_id = "Z1" }',
      solver: {
        route53: {
          region: "sa-east-1",
          hostedZoneID: "Z1",
          accessKeyIDSecretRef: secret("access-key-id"),
          secretAccessKeySecretRef: secret("secret-access-key"),
        },
      },
      from: ["dns01_route53_access_key_id", "dns01_route53_secret_access_key"],
    },
    {
      settings:
        'dns01 = { provider = "rfc2136", nameserver = "ns1.acme.example", tsig_key_name = "loco", tsig_algorithm = "hmac-sha512" }',
      solver: {
        rfc2136: {
          nameserver: "ns1.acme.example",
          tsigKeyName: "loco",
          tsigAlgorithm: "HMACSHA512",
          tsigSecretSecretRef: secret("tsig-secret"),
        },
      },
      from: ["dns01_rfc2136_tsig_secret"],
    },
    {
      settings:
        'dns01 = { provider = "webhook", group_name = "acme.dns.example", solver_name = "dns", config = { ttl = 60 } }',
      solver: { webhook: { groupName: "acme.dns.example", solverName: "dns", config: { ttl: 60 } } },
      from: ["dns01_webhook_secret"],
    },
  ])("with $settings", ({ settings, solver, from }) => {
    expect(values(settings)).toEqual({ acme: { dns01: { solver } } });
    expect(variables(settings)).toEqual(from);
  });

  it("do so in the provider's zones only", () => {
    expect(values('dns01 = { provider = "cloudflare", zones = ["acme.example"] }')).toMatchObject({
      acme: { dns01: { zones: ["acme.example"] } },
    });
  });
});

describe("certificates from a CA of one's own", () => {
  it("are signed with the key that is given", () => {
    expect(values('kind = "private-ca"')).toEqual({ kind: "private-ca" });
    expect(variables('kind = "private-ca"')).toEqual(["issuer_ca_certificate", "issuer_ca_key"]);
  });

  it("are signed with one that is made in the cluster", () => {
    expect(values('kind = "self-signed"')).toEqual({
      kind: "self-signed",
      selfSigned: { commonName: "acme platform CA" },
    });
    expect(variables('kind = "self-signed"')).toEqual([]);
  });
});
