import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addonInput } from "../../platform/addons/sample.ts";
import { traefik } from "../../platform/addons/traefik/traefik.ts";
import { defaultPublish } from "../../tools/sandbox/host/published.ts";
import { sandboxLayout } from "../../tools/sandbox/layout.ts";
import { ask, listenWithin } from "./machine-listener.ts";
import { SandboxProject } from "./sandbox-project.ts";

const WAIT = { timeout: 60_000, interval: 1_000 };
const AGENT = "acme-apps-1-g1";
const SERVER = "acme-cp-1-g1";

/** Loopback addresses stand for the internet: the first two are in these ranges, the third is not. */
const RANGES = ["127.5.0.0/16", "127.6.1.0/24"];
const [FRIEND, OTHER_FRIEND, STRANGER] = ["127.5.1.1", "127.6.1.7", "127.6.2.1"] as const;

/** Where port 80 of a public address is reached on this machine. */
const PORT_80 = defaultPublish[80] ?? 80;

let project: SandboxProject;
let ingress: string;

/** The Service as our Traefik addon has its chart make it. */
function traefikService(proxied: boolean, ports: readonly (readonly [string, number])[] = PORTS): object {
  const input = addonInput(`ingress_allowed_cidrs = ${JSON.stringify(RANGES)}
ingress_proxy_protocol_enabled = ${proxied}`);
  const values = traefik.values({ ...input, facts: { ...input.facts, ingressAddress: ingress } });
  const { service } = values as {
    readonly service: {
      readonly annotations?: object;
      readonly nameOverride?: string;
      readonly spec: object;
    };
  };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: service.nameOverride ?? "traefik",
      namespace: "traefik",
      annotations: service.annotations ?? {},
    },
    spec: {
      ...service.spec,
      type: "LoadBalancer",
      selector: { "app.kubernetes.io/name": "traefik" },
      ports: ports.map(([name, port]) => ({ name, port, targetPort: name })),
    },
  };
}

const PORTS = [
  ["web", 80],
  ["websecure", 443],
] as const;

async function read(...args: string[]) {
  return JSON.parse(await project.kubectl("get", ...args, "--output", "json"));
}

const addressOf = async (name: string) =>
  (await read("service", name, "--namespace", "traefik")).status.loadBalancer.ingress?.[0]?.ip;

async function nodePort(name: string, port: number): Promise<number> {
  const { spec } = await read("service", name, "--namespace", "traefik");
  return spec.ports.find((one: { readonly port: number }) => one.port === port).nodePort;
}

/** What CloudStack has on a public address. */
async function rulesOf(address: string) {
  const { addresses = [] } = (await project.status())?.cloud ?? {};
  const found = addresses.find((one) => one.address === address);
  const balanced = found?.loadBalancers.map(({ ports, members }) => ({
    ports,
    members: [...members].sort(),
  }));
  return found === undefined ? undefined : { firewall: found.firewall, balanced };
}

/** The Service's latest complaint. */
async function complaint(name: string): Promise<string> {
  const { items } = await read("events", "--namespace", "traefik");
  return items
    .filter((event: { readonly type: string; readonly involvedObject: { readonly name: string } }) => {
      return event.type === "Warning" && event.involvedObject.name === name;
    })
    .map(({ message }: { readonly message: string }) => message)
    .join("\n");
}

async function machine(name: string) {
  const found = (await project.status())?.cloud.machines.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no machine ${name}`);
  return found;
}

beforeAll(async () => {
  project = await SandboxProject.create("127.0.95.0/24");
  project.edit((text) => text.replace("count = 2", "count = 1"));
  await project.up();
  const { addresses = [] } = (await project.status())?.cloud ?? {};
  const free = addresses.find(({ sourceNat, loadBalancers }) => !sourceNat && loadBalancers.length === 0);
  ingress = free?.address ?? "";
  await project.kubectl("create", "namespace", "traefik");
});

afterAll(() => project?.remove());

describe.sequential("a Service of type LoadBalancer", () => {
  it("gets the platform's ingress address, rules to its node ports and a firewall of exactly its ranges", async () => {
    await project.apply(traefikService(true));
    await expect.poll(() => addressOf("traefik"), WAIT).toBe(ingress);
    const [web, websecure] = [await nodePort("traefik", 80), await nodePort("traefik", 443)];
    const from = `from ${RANGES.join(", ")}`;
    expect(await rulesOf(ingress)).toEqual({
      firewall: [`tcp 80 ${from}`, `tcp 443 ${from}`],
      balanced: [
        { ports: `tcp-proxy 80 -> ${web}`, members: [AGENT, SERVER] },
        { ports: `tcp-proxy 443 -> ${websecure}`, members: [AGENT, SERVER] },
      ],
    });
  });

  it("is reached from its ranges alone, and what listens learns the client's address by PROXY protocol", async () => {
    const listener = await listenWithin(
      sandboxLayout(project.dir).hostDir,
      await machine(AGENT),
      await nodePort("traefik", 80),
    );
    try {
      for (const client of [FRIEND, OTHER_FRIEND]) {
        const answer = await ask(ingress, PORT_80, client);
        expect(answer?.reply).toBe(
          `${AGENT} got PROXY TCP4 ${client} ${ingress} ${answer?.clientPort} 80\r\nEND`,
        );
      }
      expect(await ask(ingress, PORT_80, STRANGER)).toBeUndefined();
    } finally {
      await listener.close();
    }
  });

  it("follows its ports and ranges", async () => {
    await project.apply(
      traefikService(true, [
        ["web", 80],
        ["admin", 8443],
      ]),
    );
    await expect
      .poll(async () => (await rulesOf(ingress))?.balanced?.map(({ ports }) => ports.split(" ->")[0]), WAIT)
      .toEqual(["tcp-proxy 80", "tcp-proxy 8443"]);
    const narrowed = JSON.stringify({ spec: { loadBalancerSourceRanges: ["127.6.2.0/24"] } });
    await project.kubectl("patch", "service", "traefik", "--namespace", "traefik", "--patch", narrowed);
    await expect
      .poll(async () => (await rulesOf(ingress))?.firewall, WAIT)
      .toEqual(["tcp 80 from 127.6.2.0/24", "tcp 8443 from 127.6.2.0/24"]);
  });

  it("loses and regains members with the nodes that take traffic", async () => {
    const apart = "node.kubernetes.io/exclude-from-external-load-balancers";
    const members = async () => (await rulesOf(ingress))?.balanced?.map((rule) => rule.members);
    await project.kubectl("label", "node", SERVER, `${apart}=`);
    await expect.poll(members, WAIT).toEqual([[AGENT], [AGENT]]);
    await project.kubectl("label", "node", SERVER, `${apart}-`);
    await expect.poll(members, WAIT).toEqual([
      [AGENT, SERVER],
      [AGENT, SERVER],
    ]);
  });

  it("without PROXY protocol has to wait for the one with it to go, and says so; then clients come as they are", async () => {
    await project.apply(traefikService(false));
    await expect.poll(() => complaint("traefik-direct"), WAIT).toContain("conflicts with rule");
    await project.kubectl("delete", "service", "traefik", "--namespace", "traefik", "--timeout=60s");
    await expect.poll(() => addressOf("traefik-direct"), WAIT).toBe(ingress);
    const listener = await listenWithin(
      sandboxLayout(project.dir).hostDir,
      await machine(SERVER),
      await nodePort("traefik-direct", 80),
    );
    try {
      expect((await ask(ingress, PORT_80, FRIEND))?.reply).toBe(`${SERVER} got END`);
    } finally {
      await listener.close();
    }
  });

  it("leaves neither rule nor firewall behind, and the platform keeps its address", async () => {
    await project.kubectl("delete", "service", "traefik-direct", "--namespace", "traefik", "--timeout=60s");
    expect(await rulesOf(ingress)).toEqual({ firewall: [], balanced: [] });
  });

  it("that asks for no address gets one of its own, which goes with it", async () => {
    const web = { name: "own", namespace: "traefik" };
    const spec = { type: "LoadBalancer", selector: { app: "own" }, ports: [{ port: 80 }] };
    await project.apply({ apiVersion: "v1", kind: "Service", metadata: web, spec });
    await expect.poll(() => addressOf("own"), WAIT).toMatch(/^127\.0\.95\.\d+$/);
    const address = await addressOf("own");
    expect(address).not.toBe(ingress);
    expect(await rulesOf(address)).toMatchObject({ firewall: ["tcp 80 from 0.0.0.0/0"] });
    await project.kubectl("delete", "service", "own", "--namespace", "traefik", "--timeout=60s");
    expect(await rulesOf(address)).toBeUndefined();
  });
});

describe.sequential("a claim", () => {
  const metadata = { name: "data", namespace: "default" };
  const volumes = async () =>
    ((await project.status())?.cloud.volumes ?? [])
      .filter(({ type }) => type === "DATADISK")
      .map(({ sizeGiB, machine }) => ({ sizeGiB, machine }));

  async function storageClass(name: string, changes: object): Promise<void> {
    const { diskoffering } = await project.api.call("listDiskOfferings");
    await project.apply({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name },
      provisioner: "csi.cloudstack.apache.org",
      parameters: { "csi.cloudstack.apache.org/disk-offering-id": diskoffering[0].id },
      ...changes,
    });
  }

  const claim = (storageClassName: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata,
    spec: {
      storageClassName,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "2500Mi" } },
    },
  });

  it("gets a volume once its pod has a node, whose machine it is attached to; it goes with the claim", async () => {
    await storageClass("cloudstack", { volumeBindingMode: "WaitForFirstConsumer" });
    await project.apply(claim("cloudstack"));
    await project.apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "shop", namespace: "default" },
      spec: {
        containers: [{ name: "shop", image: "shop:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      },
    });
    await expect.poll(volumes, WAIT).toEqual([{ sizeGiB: 3, machine: AGENT }]);
    await project.kubectl("delete", "pod", "shop", "--timeout=60s");
    await project.kubectl("delete", "persistentvolumeclaim", "data", "--timeout=60s");
    await expect.poll(volumes, WAIT).toEqual([]);
    await expect.poll(async () => (await read("persistentvolumes")).items, WAIT).toEqual([]);
  });

  it("leaves its volume where its class retains it", async () => {
    await storageClass("kept", { reclaimPolicy: "Retain" });
    await project.apply(claim("kept"));
    await expect.poll(volumes, WAIT).toEqual([{ sizeGiB: 3, machine: null }]);
    const phase = async () => (await read("persistentvolumes")).items[0]?.status.phase;
    await expect.poll(phase, WAIT).toBe("Bound");
    await project.kubectl("delete", "persistentvolumeclaim", "data", "--timeout=60s");
    await expect.poll(phase, WAIT).toBe("Released");
    await project.kubectl("delete", "persistentvolumes", "--all", "--timeout=60s");
    expect(await volumes()).toEqual([{ sizeGiB: 3, machine: null }]);
  });
});
