import ipaddr from "ipaddr.js";
import { cidr, formatIpv4, ipv4 } from "../../../platform/config/ipv4.ts";

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

export function isCidr(text: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text);
}

export const toNumber = ipv4;
export const toAddress = formatIpv4;

/** First and last address of a CIDR as numbers. */
export function bounds(text: string): readonly [number, number] {
  const { first, last } = cidr(text);
  return [first, last];
}

/** The CIDR that holds an address under a netmask. */
export function networkOf(address: string, netmask: string): string {
  const length = ipaddr.IPv4.parse(netmask).prefixLengthFromSubnetMask() ?? 32;
  return `${toAddress(bounds(`${address}/${length}`)[0])}/${length}`;
}

/** True when every address of `inner` is in `outer`. */
export function within(inner: string, outer: string): boolean {
  const [a, b] = [bounds(inner), bounds(outer)];
  return a[0] >= b[0] && a[1] <= b[1];
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [bounds(one), bounds(other)];
  return a[0] <= b[1] && b[0] <= a[1];
}

/** The lowest address of an inclusive range that is not taken. */
export function firstFree(first: number, last: number, taken: ReadonlySet<string>): string | null {
  for (let number = first; number <= last; number++) {
    const address = toAddress(number);
    if (!taken.has(address)) return address;
  }
  return null;
}
