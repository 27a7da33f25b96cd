import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addonInput } from "../sample.ts";
import { argoCd } from "./argo-cd.ts";

const OIDC = `[addons.argo-cd.oidc]
issuer = "https://login.acme.example"
client_id = "argocd"
`;

const values = (end = "[addons.argo-cd]") => argoCd.values(addonInput("", end));

interface Configs {
  readonly cm: Readonly<Record<string, string>>;
  readonly rbac?: Readonly<Record<string, string>>;
}
const configs = (end: string) => values(end).configs as Configs;

describe("Argo CD's address", () => {
  it("is below the platform's domain, with a certificate", () => {
    expect(values()).toMatchObject({
      global: { domain: "argocd.apps.acme.example" },
      server: { ingress: { annotations: { "cert-manager.io/cluster-issuer": "default" }, tls: true } },
    });
  });

  it("is the name that it is given, or a proxy's", () => {
    const proxied = values('[addons.argo-cd]\nexpose = false\nhost = "deploy.acme.example"');
    expect(proxied).toMatchObject({ global: { domain: "deploy.acme.example" } });
    expect(proxied.server).not.toHaveProperty("ingress");
  });

  it("is that of a port-forward when nobody serves it", () => {
    const end = "[addons.argo-cd]\n[addons.cert-manager-issuers]\nenabled = false";
    expect(values(end).server).not.toHaveProperty("ingress");
    expect(configs(end).cm).toEqual({ url: "http://localhost:8080" });
  });
});

describe("who signs in to Argo CD", () => {
  it("is admin alone, with a password that is in no value", () => {
    expect(configs("[addons.argo-cd]")).not.toHaveProperty("rbac");
    expect(JSON.stringify(values())).not.toMatch(/password/i);
  });

  it("is everybody whom the provider knows, to look", () => {
    expect(configs(OIDC).rbac).toEqual({ "policy.default": "role:readonly" });
    expect(parse(configs(OIDC).cm["oidc.config"] ?? "")).toEqual({
      name: "login.acme.example",
      issuer: "https://login.acme.example",
      clientID: "argocd",
      clientSecret: "$argocd-oidc:client-secret",
      requestedScopes: ["openid", "profile", "email"],
    });
  });

  it("has the role of their group, and none when in no group of two", () => {
    const groups = 'groups_claim = "roles"\nadmin_group = "ops"\nviewer_group = "all people"';
    expect(configs(OIDC + groups).rbac).toEqual({
      scopes: '["roles"]',
      "policy.csv": "g, ops, role:admin\ng, all people, role:readonly\n",
    });
  });

  it("leaves the client's secret where Argo CD looks for it", () => {
    const secrets = argoCd.secrets?.(addonInput("", OIDC).config) ?? [];
    expect(secrets.find(({ name }) => name === "argocd-oidc")).toMatchObject({
      labels: { "app.kubernetes.io/part-of": "argocd" },
    });
  });
});

describe("Argo CD's pods", () => {
  it("are made anew when the password of Redis is", () => {
    const input = addonInput("", "[addons.argo-cd]");
    const changed = argoCd.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } });
    expect(changed).toMatchObject({ global: { podAnnotations: { "loco.dev/secret-revision": "r1" } } });
  });

  it("run on servers when there is nothing else", () => {
    const pool = '[[pools]]\nname = "apps"\ncount = 1\noffering = "medium"\nip_start = "10.1.1.32"\n';
    expect(values(`${pool}[addons.argo-cd]`)).not.toHaveProperty("global.tolerations");
  });
});
