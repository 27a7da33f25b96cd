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
  const listOf = async (mirror: string) => {
    const url = `${mirror.replace(/\/+$/, "")}/${encodeURIComponent(k3s_version)}/k3s-images.txt`;
    return imagesOf(await fetchText(url), url);
  };
  // Where images are fetched, a closed network's own mirror may be out of reach.
  return listOf(k3s.mirror).catch((error: Error) =>
    listOf(UPSTREAM).catch(() => {
      throw error;
    }),
  );
}

const IMAGE = /^[a-z0-9._-]+(:\d+)?(\/[a-z0-9._-]+)*:\w[\w.-]*(@sha256:[0-9a-f]{64})?$/;

/** One on each line. A proxy's or a login's page, sent with HTTP 200, is none. */
function imagesOf(list: string, url: string): string[] {
  const lines = list
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const other = lines.find((line) => !IMAGE.test(line));
  if (other === undefined && lines.length > 0) return lines;
  throw new Error(
    `${url} is no list of images: it ${other === undefined ? "is empty" : `says ${other.slice(0, 60)}`}`,
  );
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
