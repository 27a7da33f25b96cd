import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { trustedAddressesRule } from "./trusted-addresses-rule.ts";

const check = (top: string) => trustedAddressesRule.check(addonInput(top).config);

describe("the addresses whose PROXY protocol is believed", () => {
  it("may be left out", () => {
    expect(check("")).toEqual([]);
  });

  it("should hold the nodes and the pods, where connections come from that reached another node", () => {
    expect(check('ingress_proxy_protocol_trusted_ips = ["10.1.1.1/32"]')).toMatchObject([
      {
        severity: "warning",
        path: ["ingress_proxy_protocol_trusted_ips"],
        message: expect.stringContaining("should hold 10.1.1.0/24 and 10.42.0.0/16"),
      },
    ]);
    expect(check('ingress_proxy_protocol_trusted_ips = ["10.0.0.0/8"]')).toEqual([]);
  });

  it("do not matter where it is off", () => {
    expect(
      check('ingress_proxy_protocol_enabled = false\ningress_proxy_protocol_trusted_ips = ["10.1.1.1/32"]'),
    ).toEqual([]);
  });
});
