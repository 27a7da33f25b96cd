import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addonInput } from "../sample.ts";
import { keycloak } from "./keycloak.ts";

const values = (settings = "", end = "") =>
  keycloak.values(
    addonInput(
      "",
      `[addons.keycloak]\n${settings}\n[addons.keycloak.database]\nhost = "db.acme.example"\n${end}`,
    ),
  );

interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
}
const variables = (...args: Parameters<typeof values>): readonly EnvironmentVariable[] =>
  parse(String(values(...args).extraEnv));

describe("Keycloak's address", () => {
  it("is below the platform's domain, with a certificate", () => {
    expect(values()).toMatchObject({
      ingress: {
        annotations: { "cert-manager.io/cluster-issuer": "default" },
        rules: [{ host: "keycloak.apps.acme.example" }],
        tls: [{ hosts: ["keycloak.apps.acme.example"] }],
      },
    });
    expect(variables()).toContainEqual({ name: "KC_HOSTNAME", value: "https://keycloak.apps.acme.example" });
  });

  it("is the name that it is given, or a proxy's", () => {
    const settings = 'expose = false\nhost = "login.acme.example"';
    expect(values(settings)).not.toHaveProperty("ingress");
    expect(variables(settings)).toContainEqual({ name: "KC_HOSTNAME", value: "https://login.acme.example" });
  });

  it("is that of a port-forward when nobody serves it", () => {
    expect(variables("expose = false")).toContainEqual({ name: "KC_HOSTNAME_STRICT", value: "false" });
  });
});

describe("Keycloak's database", () => {
  it("is PostgreSQL, with a password that is in no value", () => {
    expect(values()).toMatchObject({
      database: {
        vendor: "postgres",
        hostname: "db.acme.example",
        port: 5432,
        database: "keycloak",
        username: "keycloak",
        existingSecret: "keycloak-database",
      },
    });
  });

  it("is spoken to over TLS alone when that is asked for", () => {
    const named = (name: string) => (variable: EnvironmentVariable) => variable.name === name;
    expect(variables().some(named("KC_DB_URL_PROPERTIES"))).toBe(false);
    expect(variables("", "require_tls = true")).toContainEqual({
      name: "KC_DB_URL_PROPERTIES",
      value: "?sslmode=require",
    });
  });
});

describe("who signs in to Keycloak first", () => {
  it("is admin, with a password that is generated", () => {
    const secrets = keycloak.secrets?.(addonInput().config) ?? [];
    expect(secrets.find(({ name }) => name === "keycloak-admin")?.data).toEqual({
      password: [{ generated: "keycloak-admin-password" }],
    });
    expect(variables()).toContainEqual(
      expect.objectContaining({
        valueFrom: { secretKeyRef: { name: "keycloak-admin", key: "password" } },
      }),
    );
  });
});
