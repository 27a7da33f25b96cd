import type { Body } from "./command.ts";

const virtualRouter = [{ name: "VirtualRouter" }];

/** What an isolated network's virtual router does, in the form of the fields `service` of networks and offerings. */
export const networkServices: readonly Body[] = [
  "Dhcp",
  "Dns",
  "Firewall",
  "Lb",
  "PortForwarding",
  "SourceNat",
  "StaticNat",
  "UserData",
].map((name) => ({ name, capability: [], provider: virtualRouter }));
