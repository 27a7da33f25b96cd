import ipaddr from "ipaddr.js";

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

export function isCidr(text: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text);
}

export function toNumber(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

/** First and last address of a CIDR as numbers. */
export function bounds(cidr: string): readonly [number, number] {
  const [address, length] = ipaddr.IPv4.parseCIDR(cidr);
  const size = 2 ** (32 - length);
  const first = Math.floor(toNumber(address.toString()) / size) * size;
  return [first, first + size - 1];
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
