import { describe, expect, it } from "vitest";
import { formatIpv4 } from "./ipv4.ts";
import { testConfig } from "./testing/test-config.ts";
import { agents, automaticRange, gatewayOf, serverAddresses, servers } from "./topology.ts";

describe("servers", () => {
  it("take the network's 11th address and the next ones", () => {
    const config = testConfig("control_plane_count = 3");
    expect(servers(config).map(({ name, ip }) => [name, ip])).toEqual([
      ["acme-cp-1-g1", "10.1.1.11"],
      ["acme-cp-2-g1", "10.1.1.12"],
      ["acme-cp-3-g1", "10.1.1.13"],
    ]);
  });

  it("keep the addresses of five, so that their number can grow", () => {
    expect(serverAddresses(testConfig(""))).toHaveLength(5);
  });

  it("take the addresses that are written, and only as many as there are servers", () => {
    const config = testConfig('control_plane_ips = ["10.1.1.21", "10.1.1.20"]');
    expect(servers(config).map(({ ip }) => ip)).toEqual(["10.1.1.21"]);
  });

  it("are tainted unless apps may run on them", () => {
    expect(servers(testConfig(""))[0]?.taints).toEqual([
      "node-role.kubernetes.io/control-plane=true:NoSchedule",
    ]);
    const schedulable = testConfig("", '[control_plane]\noffering = "medium"\nschedulable = true\n');
    expect(servers(schedulable)[0]?.taints).toEqual([]);
  });
});

describe("agents", () => {
  const pools = (...names: string[]) =>
    names
      .map(
        (name, i) =>
          `[[pools]]\nname = "${name}"\ncount = 2\noffering = "medium"\nip_start = "10.1.1.${32 + 16 * i}"\n`,
      )
      .join("");

  it("are named by pool, number and generation, and labelled with the pool", () => {
    const text = `${pools("apps")}generation = 2\ngenerations = { apps-2 = 5 }\n`;
    expect(agents(testConfig("", undefined, text)).map(({ name, ip, labels }) => [name, ip, labels])).toEqual(
      [
        ["acme-apps-1-g2", "10.1.1.32", { "k3s-upgrade": "true", "loco.dev/pool": "apps" }],
        ["acme-apps-2-g5", "10.1.1.33", { "k3s-upgrade": "true", "loco.dev/pool": "apps" }],
      ],
    );
  });

  it("of a pool stay as they are when another pool comes or goes", () => {
    const config = (text: string) =>
      agents(testConfig("", undefined, text)).filter(({ pool }) => pool === "apps");
    expect(config(pools("apps", "data"))).toEqual(config(pools("apps")));
  });
});

describe("the network", () => {
  it("has its gateway first and its automatic range last unless they are written", () => {
    const { network } = testConfig("");
    expect(gatewayOf(network)).toBe("10.1.1.1");
    const { first, last } = automaticRange(network);
    expect([first, last].map(formatIpv4)).toEqual(["10.1.1.224", "10.1.1.254"]);
  });
});
