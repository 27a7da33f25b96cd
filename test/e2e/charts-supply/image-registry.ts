import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** A real registry on this machine, for images and charts. */
export interface ImageRegistry {
  /** `127.0.0.1:1234`. */
  readonly host: string;
  /** Publishes an image of two platforms. */
  readonly publish: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts crane's own registry. */
export async function startImageRegistry(crane: string): Promise<ImageRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const server = execa(crane, ["registry", "serve", "--address", host], { reject: false });
  await until(async () => (await fetch(`http://${host}/v2/`)).ok);
  return {
    host,
    publish: (name) => publishImage(crane, `${host}/${name}`),
    close: async () => {
      server.kill();
      await server;
    },
  };
}

async function publishImage(crane: string, name: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "loco-image-"));
  try {
    const platforms = ["amd64", "arm64"].map((architecture) => `${name}-${architecture}`);
    for (const platform of platforms) {
      writeFileSync(join(dir, "file"), platform);
      await execa("tar", ["--create", "--file", join(dir, "layer.tar"), "--directory", dir, "file"]);
      await execa(crane, ["append", "--new_layer", join(dir, "layer.tar"), "--new_tag", platform]);
      const architecture = platform.slice(-"amd64".length);
      await execa(crane, ["mutate", platform, "--set-platform", `linux/${architecture}`, "--tag", platform]);
    }
    const manifests = platforms.flatMap((platform) => ["--manifest", platform]);
    await execa(crane, ["index", "append", ...manifests, "--tag", name]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Stands before a registry and lets nobody in but with this login. */
export async function startDoor(
  registry: string,
  login: string,
): Promise<{ host: string; close: () => void }> {
  const expected = `Basic ${Buffer.from(login).toString("base64")}`;
  const [hostname, port] = registry.split(":");
  const server = createServer((asked, answer) => {
    if (asked.headers.authorization !== expected) {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
      return;
    }
    const { url: path, method, headers } = asked;
    const passed = httpRequest({ hostname, port, path, method, headers }, (found) => {
      answer.writeHead(found.statusCode ?? 500, found.headers);
      found.pipe(answer);
    });
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${own}`, close: () => server.close() };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isTrue().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the registry does not answer");
}
