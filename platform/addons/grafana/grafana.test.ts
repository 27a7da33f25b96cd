import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { grafana } from "./grafana.ts";

const CSI = '[addons.cloudstack-csi]\ndisk_offering = "0aa9d7a1-5c0b-4c4e-9d5a-0b6b1c3a9f10"\n';

const OIDC = `[addons.grafana.oidc]
client_id = "grafana"
auth_url = "https://login.acme.example/authorize"
token_url = "https://login.acme.example/token"
api_url = "https://login.acme.example/userinfo"
`;

const values = (end = "") => grafana.values(addonInput("", end));

const ini = (end = "") =>
  values(end)["grafana.ini"] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const sources = (end = "") =>
  (
    values(end).datasources as Readonly<
      Record<string, { readonly datasources: readonly { readonly uid: string }[] }>
    >
  )["datasources.yaml"]?.datasources ?? [];

describe("Grafana's address", () => {
  it("is below the platform's domain, with a certificate", () => {
    expect(values()).toMatchObject({
      ingress: {
        annotations: { "cert-manager.io/cluster-issuer": "default" },
        hosts: ["grafana.apps.acme.example"],
        tls: [{ hosts: ["grafana.apps.acme.example"] }],
      },
      "grafana.ini": {
        server: { root_url: "https://grafana.apps.acme.example/" },
        security: { cookie_secure: true },
      },
    });
  });

  it("is the name that it is given", () => {
    const named = values('[addons.grafana]\nhost = "metrics.acme.example"');
    expect(named).toMatchObject({
      ingress: { hosts: ["metrics.acme.example"] },
      "grafana.ini": { server: { root_url: "https://metrics.acme.example/" } },
    });
  });

  it("may be a proxy's", () => {
    const proxied = values('[addons.grafana]\nexpose = false\nhost = "metrics.acme.example"');
    expect(proxied).not.toHaveProperty("ingress");
    expect(proxied).toMatchObject({
      "grafana.ini": { server: { root_url: "https://metrics.acme.example/" } },
    });
  });

  it.each(["[addons.grafana]\nexpose = false", "[addons.cert-manager-issuers]\nenabled = false"])(
    "is that of a port-forward with %j",
    (end) => {
      expect(values(end)).not.toHaveProperty("ingress");
      expect(ini(end).server).toMatchObject({ root_url: "http://localhost:3000/" });
      expect(ini(end).security).not.toHaveProperty("cookie_secure");
    },
  );
});

describe("who signs in to Grafana", () => {
  it("is admin, with a password that Terraform makes", () => {
    const secrets = grafana.secrets?.(addonInput().config) ?? [];
    expect(values()).toMatchObject({ admin: { existingSecret: "grafana-admin" } });
    expect(secrets.find(({ name }) => name === "grafana-admin")?.data).toEqual({
      "admin-user": ["admin"],
      "admin-password": [{ generated: "grafana-admin-password" }],
    });
    expect(ini()).not.toHaveProperty(["auth.generic_oauth"]);
  });

  it("is everybody whom the provider knows, to look", () => {
    expect(ini(OIDC)["auth.generic_oauth"]).toMatchObject({
      name: "login.acme.example",
      client_id: "grafana",
      scopes: "openid profile email",
      use_pkce: true,
    });
    expect(ini(OIDC)["auth.generic_oauth"]).not.toHaveProperty("role_attribute_path");
  });

  it("is a viewer who is in no group", () => {
    expect(ini(`${OIDC}admin_group = "ops"`)["auth.generic_oauth"]).toMatchObject({
      role_attribute_path: "contains(not_null(groups[*], ''), 'ops') && 'Admin' || 'Viewer'",
    });
  });

  it("has the role of the first group that they are in, and is refused when in none of three", () => {
    const groups =
      'groups_claim = "realm_access.roles"\nadmin_group = "ops"\neditor_group = "dev"\nviewer_group = "all"';
    const inGroup = (group: string) => `contains(not_null(realm_access.roles[*], ''), '${group}')`;
    expect(ini(OIDC + groups)["auth.generic_oauth"]).toMatchObject({
      role_attribute_path: `${inGroup("ops")} && 'Admin' || ${inGroup("dev")} && 'Editor' || ${inGroup("all")} && 'Viewer'`,
      role_attribute_strict: true,
    });
  });

  it("leaves the client's secret where only the pod finds it", () => {
    const [, keys] = grafana.secrets?.(addonInput("", OIDC).config) ?? [];
    expect(keys?.data["oidc-client-secret"]).toContainEqual({ variable: "grafana_oidc_client_secret" });
    expect(values(OIDC)).toMatchObject({
      envValueFrom: {
        GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: {
          secretKeyRef: { name: keys?.name, key: "oidc-client-secret" },
        },
      },
    });
    expect(JSON.stringify(ini(OIDC))).not.toContain("client_secret");
  });

  it("has the pod made anew when a Secret changes", () => {
    const input = addonInput();
    const changed = grafana.values({ ...input, facts: { ...input.facts, secretRevision: "r1" } });
    expect(changed).toMatchObject({ podAnnotations: { "loco.dev/secret-revision": "r1" } });
  });
});

describe("Grafana's disk", () => {
  it("is a volume of one pod, handed over without root", () => {
    expect(values(`${CSI}[addons.grafana]\ndisk_size = 5`)).toMatchObject({
      persistence: { enabled: true, size: "5Gi" },
      deploymentStrategy: { type: "Recreate" },
      initChownData: { enabled: false },
    });
  });

  it("is none without volumes", () => {
    expect(values("[addons.cloudstack-csi]\nenabled = false")).not.toHaveProperty("persistence");
  });
});

describe("Grafana's dashboards and data sources", () => {
  it("are those of the addons that are on", () => {
    expect(sources().map(({ uid }) => uid)).toEqual(["metrics", "logs", "alerts"]);
    expect(
      sources("[addons.loki]\nenabled = false\n[addons.alloy]\nenabled = false").map(({ uid }) => uid),
    ).toEqual(["metrics", "alerts"]);
  });

  it("are read from every namespace, by who knows no password and asks nobody else", () => {
    expect(values().sidecar).toMatchObject({
      enableUniqueFilenames: true,
      dashboards: {
        searchNamespace: "ALL",
        resource: "configmap",
        skipReload: true,
        env: { HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9" },
      },
    });
  });

  it("stay as its image and these values have them", () => {
    expect(ini().plugins).toMatchObject({ preinstall_disabled: true, plugin_admin_enabled: false });
  });

  it("begin with the cluster's, when the platform's own are on", () => {
    expect(ini().users).toEqual({ home_page: "/d/loco-cluster" });
    expect(ini("[addons.dashboards]\nenabled = false")).not.toHaveProperty("users");
  });
});
