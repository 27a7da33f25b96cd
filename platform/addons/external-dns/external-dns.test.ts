import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { dnsProviderRule } from "./dns-provider-rule.ts";
import { externalDns } from "./external-dns.ts";

const TABLE = "[addons.external-dns]\n";
const values = (toml: string) => externalDns.values(addonInput("", `${TABLE}${toml}`));

describe("external-dns", () => {
  it("writes names of the platform's domain, unless zones are said, and marks them as the platform's", () => {
    expect(values('provider = "cloudflare"\n')).toMatchObject({
      sources: ["ingress"],
      domainFilters: ["apps.acme.example"],
      txtOwnerId: "acme",
    });
    expect(values('provider = "cloudflare"\nzones = ["acme.example"]\n')).toMatchObject({
      domainFilters: ["acme.example"],
    });
  });

  it("writes to a zone above the domain: at Route 53 by itself, at Cloudflare by the zone's id", () => {
    const id = "023e105f4ecef8ad9ca31a8372d0c353";
    expect(values('provider = "route53"\n').extraArgs).toEqual({ "aws-zone-match-parent": true });
    expect(values(`provider = "cloudflare"\nzone_id = "${id}"\n`).extraArgs).toEqual({
      "zone-id-filter": id,
    });
  });

  it("reads what a name server has before it writes, signed with the key", () => {
    const toml = 'provider = "rfc2136"\nnameserver = "10.0.0.53"\ntsig_key_name = "loco"\n';
    expect(values(toml).extraArgs).toMatchObject({
      "rfc2136-zone": ["apps.acme.example"],
      "rfc2136-tsig-keyname": "loco",
      "rfc2136-tsig-secret-alg": "hmac-sha256",
      "rfc2136-tsig-axfr": true,
    });
  });

  it("runs another provider's webhook beside it, which alone gets the secret", () => {
    const toml = `provider = "webhook"
image = "registry.acme.example:5000/dns/webhook:v1.2.3"
secret_variable = "ACME_TOKEN"
env = { ACME_URL = "https://dns.acme.example" }
`;
    expect(values(toml)).not.toHaveProperty("env");
    expect(values(toml)).toMatchObject({
      provider: {
        name: "webhook",
        webhook: {
          image: { repository: "registry.acme.example:5000/dns/webhook", tag: "v1.2.3" },
          env: [
            { name: "ACME_URL", value: "https://dns.acme.example" },
            {
              name: "ACME_TOKEN",
              valueFrom: { secretKeyRef: { name: "external-dns-credentials", key: "secret" } },
            },
          ],
        },
      },
    });
  });

  it("starts anew when its credentials change", () => {
    const input = addonInput("", `${TABLE}provider = "cloudflare"\n`);
    expect(externalDns.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } })).toMatchObject({
      podAnnotations: { "loco.dev/secret-revision": "r1" },
    });
  });
});

describe("dnsProviderRule", () => {
  const said = (toml: string) =>
    dnsProviderRule
      .check(addonInput("", toml).config)
      .map(({ path, message }) => `${path.slice(2).join(".")} ${message}`);

  it("asks for what the provider needs, and wants nothing of another one's", () => {
    expect(said(`${TABLE}provider = "rfc2136"\nnameserver = "10.0.0.53"\nregion = "eu-west-1"\n`)).toEqual([
      "tsig_key_name is required when provider is rfc2136",
      "region has no effect when provider is rfc2136; remove it",
    ]);
    expect(said(`${TABLE}provider = "webhook"\n`)).toHaveLength(2);
    expect(said(`${TABLE}provider = "cloudflare"\nzones = ["acme.example"]\n`)).toEqual([]);
    expect(said("")).toEqual([]);
  });
});
