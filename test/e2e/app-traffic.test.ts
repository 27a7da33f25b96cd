import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { ensureTraefik } from "../../tools/sandbox/toolchain/traefik.ts";
import { makeAuthority } from "../support/pki.ts";
import { freePort, type Process, start } from "../support/process.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";
import { realAddress, shownAddress, startReplacing } from "./app-traffic/replaced-addresses.ts";
import { send } from "./app-traffic/send.ts";
import { traefikFlags } from "./app-traffic/traefik-flags.ts";

const HOST = "shop.apps.acme.example";
const PORT = 8000;

const APP = sampleApp(`
port = 8000
domains = ["www.shop.example.com"]
secrets = ["USERS"]

[processes.admin]
port = 8000
http = { path = "/admin", allow = ["198.51.100.0/24"] }

[processes.deep]
port = 8000
http = { path = "/admin/deep" }

[processes.guarded]
port = 8000
domains = ["guarded.example.com"]
http = { basic_auth = "USERS" }

[processes.plain]
port = 8000
domains = ["plain.example.com"]
http = { tls = "off" }

[processes.strict]
port = 8000
domains = ["strict.example.com"]
http = { timeout = "1s", max_body = "1Ki" }

[processes.sticky]
port = 8000
domains = ["sticky.example.com"]
http = { sticky = true }
`);

/** Addresses of the processes' pods. */
const PODS: Readonly<Record<string, readonly number[]>> = {
  web: [10],
  admin: [11],
  deep: [12],
  guarded: [13],
  plain: [14],
  strict: [15],
  sticky: [16, 17],
};

/** The kinds that Traefik reads. */
const KINDS = ["Service", "Ingress", "Middleware", "ServersTransport"];

const folder = mkdtempSync(join(tmpdir(), "loco-app-traffic-"));
const servers: Server[] = [];
let cluster: ApiCluster;
let door: Awaited<ReturnType<typeof startReplacing>>;
let running: Process;
let ports: { readonly web: number; readonly websecure: number };

const overHttps = (host: string, path = "/", more: Partial<Parameters<typeof send>[0]> = {}) =>
  send({ port: ports.websecure, tls: true, host, path, ...more });
const overHttp = (host: string, path = "/") => send({ port: ports.web, host, path });

async function startPods(): Promise<void> {
  for (const [process, addresses] of Object.entries(PODS))
    for (const last of addresses) {
      const server = createServer(async (request, answer) => {
        if (request.url === "/slow") await sleep(3000);
        request.resume();
        await once(request, "end");
        answer.end(`${process} ${last}`);
      }).listen(PORT, realAddress(last));
      await once(server, "listening");
      servers.push(server);
    }
}

async function rendered(): Promise<readonly { readonly kind: string }[]> {
  const release = appReleases(APP, SAMPLE_PLATFORM).find(({ chart }) => chart === "app");
  const values = join(folder, "values.json");
  writeFileSync(values, JSON.stringify(release?.values));
  const { binary } = await ensureHelm(toolchain);
  const chart = join(import.meta.dirname, "../../charts/app");
  const { stdout } = await execa(binary, ["template", "shop", chart, "--values", values]);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}

const slice = ([service, addresses]: [string, readonly number[]]) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: {
    name: `${service}-pods`,
    namespace: "shop",
    labels: { "kubernetes.io/service-name": service },
  },
  addressType: "IPv4",
  ports: [{ name: "http", port: PORT, protocol: "TCP" }],
  endpoints: addresses.map((last) => ({ addresses: [shownAddress(last)], conditions: { ready: true } })),
});

async function secrets(): Promise<object[]> {
  const { certificate, key } = await makeAuthority(HOST);
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: `tls-${HOST}`, namespace: "shop" },
      stringData: { "tls.crt": certificate, "tls.key": key },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "basic-auth-users", namespace: "shop" },
      // htpasswd's SHA of "wonderland".
      stringData: { users: "alice:{SHA}tiY7sUhYKUwI5L3866kDY+ENcrQ=" },
    },
  ];
}

/** As cert-manager makes it of the annotations that the issuer gives it. */
const solver = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: {
    name: "cm-acme-http-solver",
    namespace: "shop",
    annotations: { "traefik.ingress.kubernetes.io/router.entrypoints": "web" },
  },
  spec: {
    ingressClassName: "traefik",
    rules: [
      {
        host: HOST,
        http: {
          paths: [
            {
              path: "/.well-known/acme-challenge/token",
              pathType: "ImplementationSpecific",
              backend: { service: { name: "plain", port: { name: "http" } } },
            },
          ],
        },
      },
    ],
  },
};

/** Somebody's Ingress that says nothing to Traefik. */
const handmade = {
  ...solver,
  metadata: { name: "handmade", namespace: "shop" },
  spec: {
    rules: [
      {
        host: "handmade.example.com",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};

const ingressClass = {
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: {
    name: "traefik",
    annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
  },
  spec: { controller: "traefik.io/ingress-controller" },
};

beforeAll(async () => {
  const [traefik, kubernetes] = [await ensureTraefik(toolchain), await ensureKubernetes(toolchain)];
  cluster = await startApiCluster(kubernetes.binDir);
  await startPods();
  await cluster.kubectl("create", "-f", traefik.definitions);
  await cluster.kubectl("create", "namespace", "shop");
  const objects = [
    ingressClass,
    ...(await rendered()).filter(({ kind }) => KINDS.includes(kind)),
    ...Object.entries(PODS).map(slice),
    ...(await secrets()),
    solver,
    handmade,
  ];
  const file = join(folder, "objects.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  await vi.waitFor(() => cluster.kubectl("apply", "--validate=strict", "-f", file), {
    timeout: 30_000,
    interval: 500,
  });
  door = await startReplacing(cluster.kubeconfig);
  ports = { web: await freePort(), websecure: await freePort() };
  running = start(traefik.binary, traefikFlags(door.url, ports));
  await vi.waitFor(
    async () => {
      const { status } = await overHttps(HOST).catch(() => ({ status: 0 }));
      if (status !== 200) throw new Error(`${status}: ${running.log().slice(-3000)}`);
    },
    { timeout: 30_000, interval: 200 },
  );
}, 900_000);

afterAll(async () => {
  await running?.stop();
  await door?.close();
  for (const server of servers) server.close();
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a request to an app, through the platform's Traefik", () => {
  it("is answered over HTTPS with the certificate of its host", async () => {
    expect(await overHttps(HOST)).toMatchObject({ status: 200, body: "web 10", certificate: HOST });
    expect(await overHttps("www.shop.example.com")).toMatchObject({ status: 200, body: "web 10" });
  });

  it("is sent on from HTTP to HTTPS for good", async () => {
    const { status, headers } = await overHttp(HOST, "/cart?id=7");
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: `https://${HOST}/cart?id=7`,
    });
    expect((await overHttp("handmade.example.com")).status).toBe(301);
    expect(await overHttps("handmade.example.com")).toMatchObject({ status: 200 });
  });

  it("is answered over HTTP, and over that alone, where tls is off", async () => {
    expect(await overHttp("plain.example.com")).toMatchObject({ status: 200, body: "plain 14" });
    expect((await overHttps("plain.example.com")).status).toBe(404);
  });

  it("of an ACME server reaches cert-manager's solver over HTTP", async () => {
    expect(await overHttp(HOST, "/.well-known/acme-challenge/token")).toMatchObject({
      status: 200,
      body: "plain 14",
    });
  });

  it("goes to the process with the longest path that it lies below", async () => {
    const from = "198.51.100.7";
    expect((await overHttps(HOST, "/admin", { from })).body).toBe("admin 11");
    expect((await overHttps(HOST, "/admin/users", { from })).body).toBe("admin 11");
    expect((await overHttps(HOST, "/admin/deep/er", { from })).body).toBe("deep 12");
    expect((await overHttps(HOST, "/administrator", { from })).body).toBe("web 10");
  });

  it("is refused where its client is not let in, whatever the client says that it is", async () => {
    const headers = { "x-forwarded-for": "198.51.100.7", "x-real-ip": "198.51.100.7" };
    expect((await overHttps(HOST, "/admin", { headers })).status).toBe(403);
    expect((await overHttps(HOST, "/admin", { from: "198.51.100.7" })).status).toBe(200);
  });

  it("is asked for a name and password", async () => {
    const signedIn = (password: string) => ({
      headers: { authorization: `Basic ${Buffer.from(`alice:${password}`).toString("base64")}` },
    });
    expect((await overHttps("guarded.example.com")).status).toBe(401);
    expect((await overHttps("guarded.example.com", "/", signedIn("wrong"))).status).toBe(401);
    expect((await overHttps("guarded.example.com", "/", signedIn("wonderland"))).status).toBe(200);
  });

  it("with too large a body is refused", async () => {
    expect((await overHttps("strict.example.com", "/", { body: "x".repeat(1024) })).status).toBe(200);
    expect((await overHttps("strict.example.com", "/", { body: "x".repeat(1025) })).status).toBe(413);
  });

  it("is given up when the answer does not begin in time", async () => {
    expect((await overHttps("strict.example.com", "/slow")).status).toBe(504);
    expect((await overHttps(HOST, "/slow")).status).toBe(200);
  });

  it("comes to the same replica again by a cookie that only HTTPS carries", async () => {
    const { headers, body } = await overHttps("sticky.example.com");
    const [cookie = ""] = headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    const again = await Promise.all(
      Array.from({ length: 6 }, () =>
        overHttps("sticky.example.com", "/", { headers: { cookie: cookie.split(";")[0] ?? "" } }),
      ),
    );
    expect(new Set(again.map((each) => each.body))).toEqual(new Set([body]));
    const others = await Promise.all(Array.from({ length: 6 }, () => overHttps("sticky.example.com")));
    expect(new Set(others.map((each) => each.body)).size).toBe(2);
    expect((await overHttps(HOST)).headers).not.toHaveProperty("set-cookie");
  });
});
