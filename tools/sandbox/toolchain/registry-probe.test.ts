import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { registryServes } from "./registry-probe.ts";

const provider = { namespace: "cloudstack", type: "cloudstack", version: "0.6.0" };
const linux = { os: "linux", arch: "amd64" };
const discovery = { "/.well-known/terraform.json": { "providers.v1": "/v1/providers/" } };
const download = {
  "/v1/providers/cloudstack/cloudstack/0.6.0/download/linux/amd64": { download_url: "/files/provider.zip" },
};

let server: Server | undefined;
afterEach(() => server?.close());

async function registry(pages: Readonly<Record<string, unknown>>): Promise<string> {
  const started = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    response.statusCode = page === undefined ? 404 : 200;
    response.end(JSON.stringify(page));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

test("a registry serves a provider when its package can be fetched", async () => {
  const url = await registry({ ...discovery, ...download, "/files/provider.zip": "zip" });
  expect(await registryServes(url, provider, linux)).toBe(true);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["is not a registry", {}],
  ["lacks the version", discovery],
  ["points to a file server that does not answer", { ...discovery, ...download }],
])("a server that %s does not serve it", async (_what, pages) => {
  expect(await registryServes(await registry(pages), provider, linux)).toBe(false);
});

test("neither does one that cannot be reached", async () => {
  const url = await registry({});
  server?.close();
  expect(await registryServes(url, provider, linux)).toBe(false);
});
