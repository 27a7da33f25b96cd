import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { httpChallengeRule, issuerSettingsRule } from "./issuer-rules.ts";

const config = (settings: string, top = "") =>
  addonInput(top, `[addons.cert-manager-issuers]\n${settings}`).config;

const complaints = (settings: string) =>
  issuerSettingsRule
    .check(config(settings))
    .map(({ path, message }) => `${path.slice(2).join(".")} ${message}`);

describe("the settings of a kind", () => {
  it("are its own", () => {
    expect(complaints('kind = "private-ca"\nemail = "ops@acme.example"\nstaging = true')).toEqual([
      "email has no effect when kind is private-ca; remove it",
      "staging has no effect when kind is private-ca; remove it",
    ]);
    expect(complaints('kind = "self-signed"\ndns01 = { provider = "cloudflare" }')).toEqual([
      "dns01 has no effect when kind is self-signed; remove it",
    ]);
  });

  it("name one server", () => {
    expect(complaints('staging = true\nserver = "https://ca.acme.example/directory"')).toEqual([
      "staging cannot be combined with server; keep one of them",
    ]);
    expect(
      complaints('server_ca = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----"'),
    ).toEqual(["server_ca has no effect when server is not set; remove it"]);
  });

  it("may all be left out", () => {
    expect(complaints("")).toEqual([]);
  });

  it("do not matter while the addon is off", () => {
    expect(complaints('enabled = false\nkind = "private-ca"\nstaging = true')).toEqual([]);
  });
});

describe("the settings of a DNS provider", () => {
  it("are its own", () => {
    expect(complaints('dns01 = { provider = "cloudflare", region = "us-east-1" }')).toEqual([
      "dns01.region has no effect when provider is cloudflare; remove it",
    ]);
  });

  it("are complete", () => {
    expect(complaints('dns01 = { provider = "rfc2136", nameserver = "ns1.acme.example" }')).toEqual([
      "dns01.tsig_key_name is required when provider is rfc2136",
    ]);
    expect(complaints('dns01 = { provider = "webhook" }')).toEqual([
      "dns01.group_name is required when provider is webhook",
      "dns01.solver_name is required when provider is webhook",
    ]);
  });
});

describe("names that are proven over HTTP", () => {
  const CLOSED = 'ingress_allowed_cidrs = ["198.51.100.0/24"]';
  const paths = (settings: string, top: string) =>
    httpChallengeRule.check(config(settings, top)).map(({ path }) => path);

  it("need an ingress that Let's Encrypt can reach", () => {
    expect(httpChallengeRule.check(config("", CLOSED))).toMatchObject([
      { severity: "error", path: ["ingress_allowed_cidrs"], found: "198.51.100.0/24" },
    ]);
    expect(paths('dns01 = { provider = "cloudflare", zones = ["acme.example"] }', CLOSED)).toHaveLength(1);
    expect(paths("", 'ingress_allowed_cidrs = ["198.51.100.0/24", "0.0.0.0/0"]')).toEqual([]);
  });

  it.each([
    'dns01 = { provider = "cloudflare" }',
    'kind = "private-ca"',
    'kind = "self-signed"',
    'server = "https://ca.acme.example/directory"',
    "enabled = false",
  ])("are not there with %s", (settings) => {
    expect(paths(settings, CLOSED)).toEqual([]);
  });

  it("need Traefik", () => {
    expect(paths("[addons.traefik]\nenabled = false", "")).toEqual([["addons", "traefik", "enabled"]]);
  });
});
