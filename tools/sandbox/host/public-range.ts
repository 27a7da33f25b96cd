import ipaddr from "ipaddr.js";
import { LocoError } from "../../../platform/errors/loco-error.ts";

/**
 * Checks the range of the sandbox's public addresses: a part of 127.0.0.0/8, where every Linux host may listen
 * without being set up, and clear of 127.0.0.0/24, which machines need for themselves.
 *
 * @throws LocoError SANDBOX_RANGE_INVALID
 */
export function checkPublicRange(range: string): void {
  const loopback = ipaddr.IPv4.parseCIDR("127.0.0.0/8");
  const valid =
    ipaddr.IPv4.isValidCIDR(range) &&
    ipaddr.IPv4.parseCIDR(range)[1] >= 16 &&
    ipaddr.IPv4.parseCIDR(range)[0].match(loopback) &&
    !ipaddr.IPv4.parse("127.0.0.1").match(ipaddr.IPv4.parseCIDR(range)) &&
    !range.startsWith("127.0.0.");
  if (valid) return;
  throw new LocoError("SANDBOX_RANGE_INVALID", `the sandbox's public range cannot be '${range}'`, {
    hint: "use a part of 127.0.0.0/8 outside of 127.0.0.0/24, at most a /16, such as 127.0.77.0/24",
  });
}
