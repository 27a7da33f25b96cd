import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import type { TrafficPolicy } from "../ports.ts";
import { defaultPublish, PublishedListeners, publishedPorts } from "./published.ts";

const rule = (publicPort: number, protocol: "tcp" | "udp" = "tcp") => ({
  id: `${protocol}-${publicPort}`,
  publicPort,
  privatePort: 1,
  algorithm: "roundrobin" as const,
  protocol,
  cidrs: [],
  members: [],
});

describe("publishedPorts", () => {
  it("moves web ports where a plain user may listen and leaves out UDP", () => {
    const loadBalancers = [rule(443), rule(6443), rule(53, "udp")];
    const policy: TrafficPolicy = {
      networks: [],
      addresses: [{ address: "127.0.77.10", networkId: "n1", firewall: [], loadBalancers }],
    };
    expect(publishedPorts(policy, defaultPublish)).toEqual([
      { address: "127.0.77.10", port: 443, hostPort: 10_443 },
      { address: "127.0.77.10", port: 6443, hostPort: 6443 },
    ]);
  });
});

describe("PublishedListeners", () => {
  it("names address and port of a listener that another program holds, and opens the others", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const taken = (other.address() as AddressInfo).port;
    const listeners = new PublishedListeners("/nonexistent");
    const ports = [
      { address: "127.0.0.1", port: 443, hostPort: taken },
      { address: "127.0.0.2", port: 443, hostPort: taken },
    ];
    await expect(listeners.set(ports)).rejects.toMatchObject({
      code: "PORT_IN_USE",
      message: `127.0.0.1:${taken} is in use by another program`,
      hint: expect.stringContaining("publish port 443"),
    });
    const second = createServer().listen(taken, "127.0.0.2");
    const [error] = (await once(second, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("EADDRINUSE");
    await listeners.set([]);
    other.close();
  });
});
