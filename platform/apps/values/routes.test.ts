import { describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../testing/sample-app.ts";
import { routesOf } from "./routes.ts";
import { servicesOf } from "./services.ts";

const routes = (text: string) => routesOf(sampleApp(text), SAMPLE_PLATFORM);

describe("an app's routes", () => {
  it("lead to its address on the platform's domain and to its own domains, each with a certificate of its own", () => {
    expect(routes('port = 8000\ndomains = ["shop.example.com"]')).toEqual({
      web: {
        class: "traefik",
        entryPoint: "websecure",
        hosts: ["shop.apps.acme.example", "shop.example.com"],
        path: "/",
        issuer: "default",
        certificates: {
          "tls-shop.apps.acme.example": ["shop.apps.acme.example"],
          "tls-shop.example.com": ["shop.example.com"],
        },
        timeout: "60s",
      },
    });
  });

  it("ask once for the certificate of a host that two processes share", () => {
    const { web, admin } = routes('port = 8000\n[processes.admin]\nport = 1\nhttp.path = "/admin"');
    expect(web).toMatchObject({ issuer: "default" });
    expect(admin).toMatchObject({ path: "/admin", hosts: ["shop.apps.acme.example"] });
    expect(admin).not.toHaveProperty("certificates");
    expect(admin).not.toHaveProperty("issuer");
  });

  it("have a certificate also where another process of the host is without TLS", () => {
    const { web, admin } = routes(
      'port = 8000\ndomains = ["a.example.com"]\nhttp.tls = "off"\n[processes.admin]\nport = 1\ndomains = ["a.example.com"]\nhttp.path = "/admin"',
    );
    expect(web).not.toHaveProperty("certificates");
    expect(admin).toMatchObject({
      issuer: "default",
      certificates: { "tls-a.example.com": ["a.example.com"] },
    });
  });

  it("have a host's own certificate before one that would be got for it", () => {
    const { web, admin } = routes(
      'port = 8000\ndomains = ["a.example.com"]\n[processes.admin]\nport = 1\ndomains = ["a.example.com"]\nhttp = { path = "/admin", tls = { secret = "mine" } }',
    );
    expect(web?.certificates).toEqual({ "tls-shop.apps.acme.example": ["shop.apps.acme.example"] });
    expect(admin).toMatchObject({ certificates: { mine: ["a.example.com"] } });
    expect(admin).not.toHaveProperty("issuer");
  });

  it("take the certificate that the file names", () => {
    const { web } = routes('port = 8000\nhttp.tls = { secret = "mine" }');
    expect(web).toMatchObject({ certificates: { mine: ["shop.apps.acme.example"] } });
    expect(web).not.toHaveProperty("issuer");
  });

  it("are HTTP without tls", () => {
    const { web } = routes('port = 8000\nhttp.tls = "off"');
    expect(web).toMatchObject({ entryPoint: "web" });
    expect(web).not.toHaveProperty("certificates");
  });

  it("let through what the file says", () => {
    expect(
      routes(
        'port = 8000\nhttp = { timeout = "2m", max_body = "1Mi", sticky = true, allow = ["10.0.0.0/8"], basic_auth = "STAGING_USERS" }\nsecrets = ["STAGING_USERS"]',
      ).web,
    ).toMatchObject({
      timeout: "120s",
      maxBodyBytes: 1_048_576,
      sticky: true,
      allow: ["10.0.0.0/8"],
      basicAuth: "basic-auth-staging-users",
    });
  });
});

it("gives a Service to processes with a port only", () => {
  expect(servicesOf(sampleApp('port = 8000\n[processes.worker]\ncommand = ["w"]'))).toEqual({
    web: { port: 8000 },
  });
});
