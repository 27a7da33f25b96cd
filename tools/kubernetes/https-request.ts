import { type RequestOptions, request } from "node:https";

/** An answer read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One HTTPS request with its answer read whole; 10 s without a sign of life end it, as in k3s's client. */
export function httpsRequest(
  url: string,
  options: RequestOptions = {},
  body?: string | Buffer,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { timeout: 10_000, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("timeout awaiting response headers")));
    sent.on("error", reject);
    sent.end(body);
  });
}
