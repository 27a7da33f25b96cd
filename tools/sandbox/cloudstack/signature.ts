import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "./api-error.ts";

/** A caller's key pair. */
export interface Credentials {
  readonly apiKey: string;
  readonly secretKey: string;
}

/**
 * The signature of a call's parameters, without `signature` itself.
 *
 * @see https://docs.cloudstack.apache.org/en/latest/developersguide/dev.html#how-to-sign-an-api-call-with-python
 */
export function sign(params: Iterable<readonly [string, string]>, secretKey: string): string {
  const text = [...params]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${queryEscape(value)}`)
    .join("&")
    .toLowerCase();
  return createHmac("sha1", secretKey).update(text).digest("base64");
}

/** Go's `url.QueryEscape` with `%20` for a space and `*` as it is, which is how cloudstack-go signs. */
function queryEscape(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Refuses a call that is not signed by the credentials' owner, or whose time is over. */
export function checkSignature(
  sent: readonly (readonly [string, string])[],
  credentials: Credentials,
  now: Date,
): void {
  const value = (name: string) => sent.find(([key]) => key.toLowerCase() === name)?.[1];
  const expires = new Date((value("expires") ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  const isCurrent = value("signatureversion") !== "3" || expires.getTime() >= now.getTime();
  const signed = sent.filter(([key]) => key.toLowerCase() !== "signature");
  const matches =
    value("apikey") === credentials.apiKey &&
    isEqual(value("signature") ?? "", sign(signed, credentials.secretKey));
  if (!isCurrent || !matches) {
    throw new ApiError(401, 9999, "unable to verify user credentials and/or request signature");
  }
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
