import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildRelease, type Release, type ReleaseArch } from "./release.ts";

/** How the mirror is set up. */
export interface MirrorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The versions to serve, such as `v1.34.3+k3s1`; absent serves every `v1.<n>.<n>+k3s<n>`. */
  readonly versions?: readonly string[];
  /** For tests: the versions whose checksum file does not fit the binary. Default none. */
  readonly tamper?: (version: string) => boolean;
}

/** A running mirror. */
export interface Mirror {
  /** `http://<host>:<port>`, to which a release's path is added as on GitHub. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a path of the mirror names. */
export type MirrorFile = {
  readonly version: string;
  readonly arch: ReleaseArch;
  readonly kind: "binary" | "checksums";
};

/** Any release: whatever its version, the stand-in runs the Kubernetes that the toolchain built. */
const supported = /^v1\.\d+\.\d+\+k3s\d+$/;
const files: Readonly<Record<string, Pick<MirrorFile, "arch" | "kind">>> = {
  k3s: { arch: "amd64", kind: "binary" },
  "k3s-arm64": { arch: "arm64", kind: "binary" },
  "sha256sum-amd64.txt": { arch: "amd64", kind: "checksums" },
  "sha256sum-arm64.txt": { arch: "arm64", kind: "checksums" },
};

/** Takes apart `/<version>/<file>`; `+` may be written `%2B`, as GitHub does. Undefined for everything else. */
export function parsePath(path: string): MirrorFile | undefined {
  const [, version, file, ...rest] =
    path
      .split("?", 1)[0]
      ?.replace(/%2[Bb]/g, "+")
      .split("/") ?? [];
  const known = file === undefined ? undefined : files[file];
  if (version === undefined || known === undefined || rest.length > 0) return undefined;
  return supported.test(version) ? { version, ...known } : undefined;
}

/** Serves k3s releases as https://github.com/k3s-io/k3s/releases/download does. Programs are built when first asked for. */
export async function startMirror(options: MirrorOptions): Promise<Mirror> {
  const built = new Map<string, Promise<Release>>();
  const release = (version: string, arch: ReleaseArch): Promise<Release> => {
    const key = `${version} ${arch}`;
    const known = built.get(key) ?? buildRelease(version, arch);
    built.set(key, known);
    return known;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = parsePath(request.url ?? "/");
    if (file === undefined || options.versions?.includes(file.version) === false) {
      return send(request, response, 404, Buffer.from(notFound(options.versions)), "text/plain");
    }
    const { binary, sha256 } = await release(file.version, file.arch);
    if (file.kind === "binary") return send(request, response, 200, binary, "application/octet-stream");
    const sum = options.tamper?.(file.version) === true ? "0".repeat(64) : sha256;
    const name = file.arch === "amd64" ? "k3s" : `k3s-${file.arch}`;
    return send(request, response, 200, Buffer.from(`${sum}  ${name}\n`), "text/plain");
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      response.writeHead(500, { "Content-Type": "text/plain" }).end(`${error.message}\n`);
    });
  });
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}

function notFound(versions: readonly string[] | undefined): string {
  const which = versions === undefined ? "any v1.<n>.<n>+k3s<n>" : versions.join(", ");
  return `no such file in the sandbox's k3s mirror. It has /<version>/{${Object.keys(files).join(",")}} for ${which}\n`;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
  type: string,
): void {
  const headers = { "Content-Type": type, "Accept-Ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const first = Number(range?.[1] ?? 0);
  if (status !== 200 || range === null) {
    response.writeHead(status, { ...headers, "Content-Length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
    return;
  }
  if (first >= body.length) {
    response.writeHead(416, { "Content-Range": `bytes */${body.length}` }).end();
    return;
  }
  const last = range[2] === "" ? body.length - 1 : Math.min(Number(range[2]), body.length - 1);
  const part = body.subarray(first, last + 1);
  response.writeHead(206, {
    ...headers,
    "Content-Length": part.length,
    "Content-Range": `bytes ${first}-${last}/${body.length}`,
  });
  response.end(request.method === "HEAD" ? undefined : part);
}
