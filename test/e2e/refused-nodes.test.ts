import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type CloudConfig, cloudConfig, HEADER } from "../../platform/cluster/cloud-init/document.ts";
import { userData } from "../../platform/cluster/cloud-init/user-data.ts";
import { agents, type Node, servers } from "../../platform/config/topology.ts";
import { readPlatform } from "../../platform/read-platform.ts";
import { nodeValues, readState } from "./platform-state.ts";
import { SandboxProject } from "./sandbox-project.ts";

type Tampering = (document: CloudConfig) => CloudConfig;

const CONFIG = "/etc/rancher/k3s/config.yaml";
const ENVIRONMENT = "/etc/loco/node.env";

const changeFile = (path: string, change: (text: string) => string): Tampering => {
  return (document) => ({
    ...document,
    write_files: document.write_files.map((file) =>
      file.path === path ? { ...file, content: change(file.content) } : file,
    ),
  });
};
const changeConfig = (change: (config: Record<string, unknown>) => Record<string, unknown>) =>
  changeFile(CONFIG, (text) => stringify(change(parse(text) as Record<string, unknown>)));

/** How a machine is spoilt, and what its console must say about it. */
const CASES: Readonly<Record<string, { role: Node["role"]; tamper: Tampering; says: RegExp }>> = {
  "a wrong token": {
    role: "agent",
    tamper: changeConfig(({ token, ...rest }) => ({ ...rest, token: `${String(token).slice(0, -4)}oops` })),
    says: /level=fatal msg=.*(token|401|Unauthorized)/i,
  },
  "a foreign certificate authority": {
    role: "agent",
    tamper: changeFile(ENVIRONMENT, (text) => text.replace(/CA_SHA256=.*/, `CA_SHA256=${"ab".repeat(32)}`)),
    says: /belongs to another cluster \(certificate authority [0-9a-f]{64}, ours is abab/,
  },
  "a token of a foreign certificate authority": {
    role: "agent",
    tamper: changeConfig(({ token, ...rest }) => ({
      ...rest,
      token: String(token).replace(/K10[0-9a-f]{64}/, `K10${"cd".repeat(32)}`),
    })),
    says: /level=fatal msg=.*CA hash/i,
  },
  "a missing certificate authority's key": {
    role: "server",
    tamper: (document) => ({
      ...document,
      write_files: document.write_files.filter(({ path }) => !path.endsWith("/tls/client-ca.key")),
    }),
    says: /loco: .*\/client-ca\.key is missing/,
  },
  "a k3s key that does not exist": {
    role: "agent",
    tamper: changeConfig((config) => ({ ...config, "flanel-backend": "none" })),
    says: /level=fatal msg=.*flanel-backend/,
  },
  "a label that a node may not give itself": {
    role: "agent",
    tamper: changeConfig((config) => ({ ...config, "node-label": ["node-role.kubernetes.io/worker=true"] })),
    says: /level=fatal msg=.*node-role\.kubernetes\.io/,
  },
  "a wrong checksum": {
    role: "agent",
    tamper: changeFile(ENVIRONMENT, (text) => text.replace(/(K3S_SHA256_\w+)=/g, `$1=${"0".repeat(64)}`)),
    says: /wrong checksum of .*\/k3s: expected 0{64}, got [0-9a-f]{64}/,
  },
};

let project: SandboxProject;

beforeAll(async () => {
  project = await SandboxProject.create("127.0.82.0/24");
  project.edit((text) => text.replace("count = 2", "count = 1"));
  await project.up();
  await Promise.all(Object.keys(CASES).map((name, i) => deploySpoilt(name, i)));
});

afterAll(async () => {
  await project?.remove();
});

const machineName = (index: number) => `acme-spoilt-${index}-g1`;

/** Deploys a machine by hand beside the platform's, with the user-data of a real node but for one thing. */
async function deploySpoilt(name: string, index: number): Promise<void> {
  const { config } = readPlatform(project.dir, "sandbox");
  const spoilt = CASES[name];
  if (config === undefined || spoilt === undefined) throw new Error("platform.toml is not valid");
  const [like] = spoilt.role === "server" ? servers(config) : agents(config);
  if (like === undefined) throw new Error("no node to copy");
  const node = { ...like, name: machineName(index), ip: `10.1.1.${100 + index}` };
  const document = spoilt.tamper(
    cloudConfig(userData(config, node), nodeValues(readState(project.dir), node.name)),
  );
  const id = async (command: string, key: string) => (await project.api.call(command, {}))[key][0].id;
  await project.api.run("deployVirtualMachine", {
    name: node.name,
    displayname: node.name,
    zoneid: await id("listZones", "zone"),
    templateid: (await project.api.call("listTemplates", { templatefilter: "executable" })).template[0].id,
    serviceofferingid: await id("listServiceOfferings", "serviceoffering"),
    networkids: await id("listNetworks", "network"),
    ipaddress: node.ip,
    userdata: gzipSync(HEADER + JSON.stringify(document)).toString("base64"),
  });
}

describe("a node is kept out, and its console says why, for", () => {
  it.each(Object.entries(CASES).map(([name, spoilt], i) => ({ name, spoilt, machine: machineName(i) })))(
    "$name",
    async ({ spoilt, machine }) => {
      await expect
        .poll(() => project.loco("sandbox", "console", machine), { timeout: 120_000, interval: 2_000 })
        .toMatch(spoilt.says);
      expect(await project.kubectl("get", "nodes", "--output", "name")).not.toContain(machine);
    },
  );
});
