import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";

/** Where k3s publishes its releases; the list is there, too. */
const UPSTREAM = "https://github.com/k3s-io/k3s/releases/download";

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
  const listOf = (mirror: string) =>
    fetchText(`${mirror.replace(/\/+$/, "")}/${encodeURIComponent(k3s_version)}/k3s-images.txt`);
  // Where images are fetched, a closed network's own mirror may be out of reach.
  const list = await listOf(k3s.mirror).catch((error: Error) =>
    listOf(UPSTREAM).catch(() => {
      throw error;
    }),
  );
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
