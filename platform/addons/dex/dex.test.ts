import { describe, expect, it } from "vitest";
import { grafana } from "../grafana/grafana.ts";
import { addonInput } from "../sample.ts";
import { dex } from "./dex.ts";
import { dexRule, grafanaDexRule } from "./dex-rules.ts";

const GITHUB = `[addons.dex.github]
client_id = "Iv1.0123"
organizations = ["acme"]
`;
const SHOP = `[[addons.dex.clients]]
id = "web-shop"
redirect_uris = ["https://shop.acme.example/callback"]
`;
const LDAP = `[addons.dex.ldap]
server = "ldap.acme.example"
bind_dn = "cn=dex,dc=acme,dc=example"
users = { base_dn = "ou=people,dc=acme,dc=example" }
`;
const values = (toml: string) => dex.values(addonInput("", toml));

describe("dex", () => {
  it("is known by its address, where accounts elsewhere send people back to", () => {
    expect(values(GITHUB)).toMatchObject({
      config: {
        issuer: "https://dex.apps.acme.example",
        connectors: [{ type: "github", config: { redirectURI: "https://dex.apps.acme.example/callback" } }],
      },
      ingress: { hosts: [{ host: "dex.apps.acme.example" }], tls: [{ hosts: ["dex.apps.acme.example"] }] },
    });
  });

  it("lets in members of the organizations alone", () => {
    expect(values(GITHUB)).toMatchObject({
      config: { connectors: [{ config: { orgs: [{ name: "acme" }] } }] },
    });
  });

  it("gets secrets from the environment, which its configuration names", () => {
    expect(values(LDAP + SHOP)).toMatchObject({
      config: {
        connectors: [{ config: { bindPW: "$CONNECTOR_LDAP" } }],
        staticClients: [{ id: "web-shop", secretEnv: "CLIENT_WEB_SHOP" }],
      },
      envVars: [
        { name: "CONNECTOR_LDAP", valueFrom: { secretKeyRef: { name: "dex-connectors", key: "ldap" } } },
        { name: "CLIENT_WEB_SHOP", valueFrom: { secretKeyRef: { name: "dex-clients", key: "web-shop" } } },
      ],
    });
  });

  it("needs no secret for a directory that anybody may search", () => {
    const open = addonInput("", LDAP.replace(/bind_dn.*\n/, ""));
    expect(dex.secrets?.(open.config)).toEqual([]);
  });

  it("runs twice where two nodes take apps", () => {
    const POOL = '[[pools]]\nname = "apps"\ncount = 2\noffering = "medium"\nip_start = "10.1.1.32"\n';
    expect(values(GITHUB)).not.toHaveProperty("replicaCount");
    expect(values(POOL + GITHUB)).toMatchObject({ replicaCount: 2 });
  });
});

describe("grafana with dex", () => {
  const input = addonInput("", `${GITHUB}[addons.grafana.dex]\nadmin_group = "acme:ops"\n`);

  it("asks Dex who people are: in the browser by its name, from pod to pod by its Service", () => {
    expect(grafana.values(input)).toMatchObject({
      "grafana.ini": {
        "auth.generic_oauth": {
          client_id: "grafana",
          auth_url: "https://dex.apps.acme.example/auth",
          token_url: "http://dex.dex:5556/token",
          scopes: "openid profile email groups",
          role_attribute_path: "contains(not_null(groups[*], ''), 'acme:ops') && 'Admin' || 'Viewer'",
        },
      },
    });
  });

  it("is a client of Dex's, and both have the same generated secret", () => {
    expect(dex.values(input)).toMatchObject({
      config: {
        staticClients: [
          { id: "grafana", redirectURIs: ["https://grafana.apps.acme.example/login/generic_oauth"] },
        ],
      },
    });
    const secretsOf = ({ secrets }: typeof dex) =>
      (secrets?.(input.config) ?? []).flatMap(({ data }) => Object.values(data));
    const shared = [{ generated: "dex-client-grafana" }];
    expect(secretsOf(dex)).toContainEqual(shared);
    expect(secretsOf(grafana)).toContainEqual(shared);
  });
});

describe("dexRule", () => {
  const said = (toml: string) => dexRule.check(addonInput("", toml).config).map(({ message }) => message);

  it("wants to know where people have accounts", () => {
    expect(said("[addons.dex]\n")).toEqual(["has nobody to ask who people are"]);
    expect(said("[addons.dex]\nenabled = false\n")).toEqual([]);
    expect(said(GITHUB)).toEqual([]);
  });

  it("tells clients apart", () => {
    expect(said(GITHUB + SHOP + SHOP)).toEqual(["must be another id than that of clients[0]"]);
    expect(said(`${GITHUB}${SHOP.replace("web-shop", "grafana")}[addons.grafana.dex]\n`)).toHaveLength(1);
  });
});

describe("grafanaDexRule", () => {
  const said = (toml: string) =>
    grafanaDexRule.check(addonInput("", toml).config).map(({ message }) => message);

  it("wants Dex to be on, and no other provider beside it", () => {
    expect(said("[addons.grafana.dex]\n")).toEqual(["needs the addon dex, which is off"]);
    expect(said(`${GITHUB}[addons.grafana.dex]\n`)).toEqual([]);
    const OIDC = `[addons.grafana.oidc]
client_id = "grafana"
auth_url = "https://a.example/a"
token_url = "https://a.example/t"
api_url = "https://a.example/u"
`;
    expect(said(`${GITHUB}[addons.grafana.dex]\n${OIDC}`)).toHaveLength(1);
  });
});
