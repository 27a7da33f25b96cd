import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";

/** A Helm repository over HTTP: packages and their index in a folder. */
export interface ChartRepository {
  readonly url: string;
  readonly folder: string;
  /** Packs a chart that renders `image`, and publishes it; its package's path. */
  readonly publish: (name: string, version: string, image?: string) => Promise<string>;
  readonly close: () => void;
}

/** Starts one on a loopback address. */
export async function startChartRepository(
  helm: string,
  folder: string,
  address: string,
): Promise<ChartRepository> {
  mkdirSync(folder, { recursive: true });
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, request.url ?? "")));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    folder,
    publish: async (name, version, image = "example.com/web:1") => {
      const source = writeChart(join(folder, "..", "sources"), name, version, image);
      await execa(helm, ["package", source, "--destination", folder]);
      await execa(helm, ["repo", "index", folder]);
      return join(folder, `${name}-${version}.tgz`);
    },
    close: () => server.close(),
  };
}

/** Writes the smallest chart that runs an image, in a Pod and in a hook. */
export function writeChart(folder: string, name: string, version: string, image: string): string {
  const dir = join(folder, name);
  mkdirSync(join(dir, "templates"), { recursive: true });
  writeFileSync(
    join(dir, "Chart.yaml"),
    `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "app-${version}"\n`,
  );
  const pod = (more: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}${more} }\nspec: { containers: [{ name: a, image: "${image}" }] }\n`;
  writeFileSync(join(dir, "templates", "pod.yaml"), pod(""));
  writeFileSync(
    join(dir, "templates", "hook.yaml"),
    pod(`-hook, annotations: { "helm.sh/hook": pre-install }`),
  );
  return dir;
}
