import type { GoPlatform } from "./build-key.ts";
import type { Provider } from "./provider-mirror.ts";

/** Time for the whole probe, in milliseconds: a registry slower than this would spoil the deploy as well. */
const patience = 4000;

/**
 * Whether a registry, and the file server it points to, can hand out a provider from here.
 *
 * Follows Terraform's own way (https://developer.hashicorp.com/terraform/internals/provider-registry-protocol): discovery, the package's
 * address, then only the headers of the package, since some networks allow the registry but not where it keeps its files.
 */
export async function registryServes(
  registry: string,
  { namespace, type, version }: Provider,
  { os, arch }: GoPlatform,
): Promise<boolean> {
  const signal = AbortSignal.timeout(patience);
  try {
    const discovery = new URL("/.well-known/terraform.json", registry);
    const services = await readJson(discovery, signal);
    const base = new URL(field(services, "providers.v1"), discovery);
    const package_ = new URL(`${namespace}/${type}/${version}/download/${os}/${arch}`, base);
    const download = new URL(field(await readJson(package_, signal), "download_url"), package_);
    return (await fetch(download, { method: "HEAD", signal })).ok;
  } catch {
    return false;
  }
}

async function readJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function field(document: unknown, name: string): string {
  const value = (document as Readonly<Record<string, unknown>> | null)?.[name];
  if (typeof value !== "string") throw new Error(`the registry sent no ${name}`);
  return value;
}
