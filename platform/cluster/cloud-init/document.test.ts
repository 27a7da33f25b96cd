import { describe, expect, it } from "vitest";
import { testConfig } from "../../config/testing/test-config.ts";
import { agents, servers } from "../../config/topology.ts";
import { cloudConfig, MAX_BYTES, type NodeValues, terraformFile } from "./document.ts";
import { sampleValues } from "./sample.ts";
import { estimatedSize, userDataSizeRule } from "./size-rule.ts";
import { userData } from "./user-data.ts";

const POOL = '[[pools]]\nname = "apps"\ncount = 1\noffering = "m"\nip_start = "10.1.1.32"\n';
const ENVIRONMENT = "/etc/loco/node.env";
const nodes = (config: ReturnType<typeof testConfig>) => [...servers(config), ...agents(config)];

function files(
  config: ReturnType<typeof testConfig>,
  slot: string,
  values: Partial<NodeValues> = {},
): Record<string, string> {
  const node = nodes(config).find((candidate) => candidate.slot === slot);
  if (node === undefined) throw new Error(`no ${slot}`);
  const { write_files } = cloudConfig(userData(config, node), { ...sampleValues(), ...values });
  return Object.fromEntries(write_files.map(({ path, content }) => [path, content]));
}

describe("user-data", () => {
  it("gives the certificate authorities to the node that may start a cluster, and to no other", () => {
    const config = testConfig("control_plane_count = 3", undefined, POOL);
    const withKeys = nodes(config).filter(({ slot }) =>
      Object.keys(files(config, slot)).some((path) => path.endsWith("-ca.key")),
    );
    expect(withKeys.map(({ slot }) => slot)).toEqual(["cp-1"]);
    expect(files(config, "cp-1")[ENVIRONMENT]).toContain("INITIALISE_UNTIL='2026-01-31T12:00:00Z'");
    expect(files(config, "cp-2")[ENVIRONMENT]).toContain("INITIALISE_UNTIL=''");
    expect(files(config, "apps-1")[ENVIRONMENT]).toContain("INITIALISE_UNTIL=''");
  });

  it("gives none to a first server that the platform did not begin with", () => {
    const later = files(testConfig("control_plane_count = 3"), "cp-1", { "initialise-until": "" });
    expect(Object.keys(later).filter((path) => path.endsWith("-ca.key"))).toEqual([]);
    expect(later[ENVIRONMENT]).toContain("INITIALISE_UNTIL=''");
  });

  it("tells the first server which peers are made together with it", () => {
    const config = testConfig("control_plane_count = 3");
    expect(files(config, "cp-1")[ENVIRONMENT]).toContain("FOUNDING_PEERS='10.1.1.12 10.1.1.13'");
    expect(files(testConfig(""), "cp-1")[ENVIRONMENT]).toContain("FOUNDING_PEERS=''");
  });

  it("gives servers alone what it takes to remove their predecessors, for nobody else to read", () => {
    const config = testConfig("control_plane_count = 3", undefined, POOL);
    expect(files(config, "cp-1", { "initialise-until": "" })).toHaveProperty(["/etc/loco/bootstrap.key"]);
    expect(files(config, "cp-3")).toHaveProperty(["/etc/loco/bootstrap.key"]);
    expect(files(config, "apps-1")).not.toHaveProperty(["/etc/loco/bootstrap.key"]);
    const [server] = servers(config);
    if (server === undefined) throw new Error("no server");
    const { write_files } = cloudConfig(userData(config, server), sampleValues());
    const open = write_files.filter(
      ({ path, permissions }) => path.endsWith(".key") && permissions !== "0600",
    );
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it("sends servers to all addresses of peers, agents to the load balancer first", () => {
    const config = testConfig("control_plane_count = 3", undefined, POOL);
    expect(files(config, "cp-2")[ENVIRONMENT]).toContain(
      "JOIN_ADDRESSES='10.1.1.11 10.1.1.13 10.1.1.14 10.1.1.15'",
    );
    expect(files(config, "apps-1")[ENVIRONMENT]).toContain(
      "JOIN_ADDRESSES='203.0.113.255 10.1.1.11 10.1.1.12 10.1.1.13 10.1.1.14 10.1.1.15'",
    );
  });

  it("never gives an agent a token that makes servers", () => {
    const config = testConfig("", undefined, POOL);
    const agent = Object.values(files(config, "apps-1")).join("\n");
    expect(agent).toContain(sampleValues()["agent-token"]);
    expect(Object.keys(files(config, "apps-1")).join()).not.toContain("server/tls");
    expect(files(config, "apps-1")["/etc/rancher/k3s/config.yaml"]).not.toContain("agent-token");
  });

  it("leaves out flannel and kube-proxy for Cilium only", () => {
    const key = "/etc/rancher/k3s/config.yaml";
    expect(files(testConfig("", undefined, '[addons]\nprofile = "none"\n'), "cp-1")[key]).not.toContain(
      "flannel-backend",
    );
    expect(files(testConfig(), "cp-1")[key]).toContain("disable-kube-proxy: true");
  });
});

describe("the size of user-data", () => {
  it("of an ordinary node is well below CloudStack's limit", () => {
    const config = testConfig("control_plane_count = 5", undefined, POOL);
    for (const node of nodes(config)) expect(estimatedSize(config, node)).toBeLessThan((MAX_BYTES * 2) / 3);
  });

  it("is a problem when registries make it too large", () => {
    const registries = Array.from({ length: 900 }, (_, i) => {
      const name = `${(i * 2_654_435_761).toString(36)}${(i * 40_503 + 77).toString(36)}.example`;
      return `[[registries]]\nname = "${name}"\nendpoints = ["https://${name.split("").reverse().join("").replaceAll(".", "-")}.mirror"]\n`;
    });
    const problems = userDataSizeRule.check(testConfig("", undefined, registries.join("")));
    expect(problems[0]?.message).toContain("larger than CloudStack's 32768 bytes");
  });
});

describe("terraformFile", () => {
  it("carries a key's exact bytes as base64", () => {
    const expressions = { ...sampleValues(), "service.key": "tls_private_key.x.private_key_pem" };
    const file = { path: "/k", permissions: "0600", content: [{ ref: "service.key" }], exact: true } as const;
    expect(terraformFile(file, expressions).content).toBe(
      "${base64encode(tls_private_key.x.private_key_pem)}",
    );
  });
});
