import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";

/** Reads a text over HTTP. */
export type FetchText = (url: string) => Promise<string>;

/**
 * The images that k3s itself runs, as its release lists them; without those of pods' sandboxes and DNS no node gets ready.
 *
 * @see https://docs.k3s.io/installation/airgap
 */
export async function k3sImages(
  { k3s, k3s_version }: PlatformConfig,
  fetchText: FetchText,
): Promise<string[]> {
  const release = `${k3s.mirror.replace(/\/+$/, "")}/${encodeURIComponent(k3s_version)}`;
  const list = await fetchText(`${release}/k3s-images.txt`);
  return list.split(/\s+/).filter((line) => line !== "");
}

/** Through Node's own client. Rejects with the reason, without a stack of causes. */
export const fetchText: FetchText = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch((error: Error) => {
    const { cause } = error as { readonly cause?: { readonly message?: string } };
    throw new Error(`${url}: ${cause?.message ?? error.message}`);
  });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.text();
};
