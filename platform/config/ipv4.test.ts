import { describe, expect, it } from "vitest";
import { formatIpv4, isNetworkAddress, overlaps, parseCidr, parseIpv4 } from "./ipv4.ts";

describe("parseIpv4", () => {
  it("reads dotted quads and nothing else", () => {
    expect(parseIpv4("10.1.1.11")).toBe(0x0a01010b);
    for (const text of ["10.1.1", "010.1.1.1", "10.1.1.256", "0x0a.1.1.1", "::1", "", "10.1.1.1 "]) {
      expect(parseIpv4(text), text).toBeUndefined();
    }
  });

  it("is undone by formatIpv4 up to the last address", () => {
    for (const text of ["0.0.0.0", "10.1.1.11", "192.168.255.254", "255.255.255.255"]) {
      expect(formatIpv4(parseIpv4(text) ?? Number.NaN)).toBe(text);
    }
  });
});

describe("parseCidr", () => {
  it("gives the whole range, host bits left out", () => {
    expect(parseCidr("10.1.1.77/24")).toEqual({ first: 0x0a010100, last: 0x0a0101ff, prefix: 24 });
    expect(parseCidr("0.0.0.0/0")).toEqual({ first: 0, last: 0xffffffff, prefix: 0 });
  });

  it.each(["10.1.1.0", "10.1.1.0/33", "10.1.1.0/", "10.1.1.0/-1", "10.1.1.0/24/8", "fe80::/64"])(
    "refuses %s",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it("tells a network's address from one with host bits", () => {
    expect(isNetworkAddress("10.1.1.0/24")).toBe(true);
    expect(isNetworkAddress("10.1.1.1/24")).toBe(false);
    expect(isNetworkAddress("10.1.1.1/32")).toBe(true);
  });
});

describe("overlaps", () => {
  it("counts a single shared address, and not neighbours", () => {
    expect(overlaps({ first: 1, last: 5 }, { first: 5, last: 9 })).toBe(true);
    expect(overlaps({ first: 1, last: 4 }, { first: 5, last: 9 })).toBe(false);
  });
});
