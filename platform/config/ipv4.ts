import ipaddr from "ipaddr.js";

/** An IPv4 range, both ends inclusive, as numbers. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** The address as a number, or undefined when it is not dotted-quad IPv4 (no shorthand, no octal). */
export function parseIpv4(text: string): number | undefined {
  // The library finds out by throwing and catching, which is slow for names of hosts.
  if (!/^[0-9.]+$/.test(text) || !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.IPv4.parse(text).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Writes a number as dotted-quad IPv4. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** A CIDR's range and prefix length, or undefined when it is not one. Host bits may be set. */
export function parseCidr(text: string): (Ipv4Range & { readonly prefix: number }) | undefined {
  const [address = "", prefixText = "", ...rest] = text.split("/");
  const base = parseIpv4(address);
  if (base === undefined || rest.length > 0 || !/^([0-9]|[12][0-9]|3[0-2])$/.test(prefixText))
    return undefined;
  const prefix = Number(prefixText);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(base / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** Whether the CIDR names its network address, without host bits. */
export function isNetworkAddress(text: string): boolean {
  const range = parseCidr(text);
  return range !== undefined && parseIpv4(text.split("/")[0] ?? "") === range.first;
}

/** Whether two ranges share an address. */
export function overlaps(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** An address that validation has already accepted, as a number. */
export function ipv4(text: string): number {
  const address = parseIpv4(text);
  if (address === undefined) throw new TypeError(`not an IPv4 address: ${text}`);
  return address;
}

/** A CIDR that validation has already accepted, as a range. */
export function cidr(text: string): Ipv4Range & { readonly prefix: number } {
  const range = parseCidr(text);
  if (range === undefined) throw new TypeError(`not an IPv4 CIDR: ${text}`);
  return range;
}
