import type { PlatformConfig } from "../../../../platform/config/platform-config.gen.ts";
import { testConfig } from "../../../../platform/config/testing/test-config.ts";
import { agents, servers } from "../../../../platform/config/topology.ts";
import { joinSources, type ObservedPlatform, type Sources } from "../observe.ts";
import type { KubernetesNode } from "../observe-kubernetes.ts";
import type { Machine } from "../observe-machines.ts";
import type { RecordedNode } from "../observe-state.ts";

/** platform.toml of three servers and a pool `apps`; `top` and `pool` are more lines of it. */
export function haConfig({ top = "control_plane_count = 3", apps = 2, pool = "", controlPlane = "" } = {}) {
  return testConfig(
    top,
    `[control_plane]\noffering = "m"\n${controlPlane}`,
    `[[pools]]\nname = "apps"\ncount = ${apps}\noffering = "m"\nip_start = "10.1.1.32"\n${pool}`,
  );
}

/** What the sources say of a platform that is as its file has it, ready to be changed. */
export interface Facts {
  readonly recorded: Map<string, RecordedNode>;
  readonly machines: Machine[];
  readonly nodes: KubernetesNode[];
}

/** Facts of a platform in which everything in `config` is deployed and well. */
export function wellFacts(config: PlatformConfig): Facts {
  const all = [...servers(config), ...agents(config)];
  return {
    recorded: new Map(
      all.map(({ slot, generation, ip, name }) => [slot, { generation, ip, name, machineId: `vm-${slot}` }]),
    ),
    machines: all.map(({ slot, name }) => ({ id: `vm-${slot}`, name, state: "Running" })),
    nodes: all.map(({ name, ip, role }) => node(name, ip, role === "server")),
  };
}

/** A Node that is well. */
export function node(name: string, ip: string, server: boolean): KubernetesNode {
  return {
    name,
    ready: true,
    schedulable: true,
    version: "v1.36.3+k3s1",
    ip,
    server,
    ...(server ? { etcd: "voter" as const } : {}),
    troubles: [],
  };
}

/** Sources that all answer with these facts. */
export function sources(config: PlatformConfig, { recorded, machines, nodes }: Facts): Sources {
  return {
    state: {
      kind: "known",
      value: {
        deployed: recorded.size > 0,
        nodes: recorded,
        servers: servers(config).length,
        fixed: {},
      },
    },
    machines: { kind: "known", value: machines },
    cluster: {
      kind: "known",
      value: { server: "https://203.0.113.10:6443", version: "v1.36.3+k3s1", nodes },
    },
    clock: NOW,
  };
}

/** When the facts are looked at. */
const NOW = new Date("2026-01-31T12:00:00Z");

/** Observes a platform whose facts `change` has changed, and whose file has become `now`. */
export function observed(
  change: (facts: Facts) => void = () => {},
  deployed: PlatformConfig = haConfig(),
  now: PlatformConfig = deployed,
  answers: Partial<Sources> = {},
): ObservedPlatform {
  const facts = wellFacts(deployed);
  change(facts);
  return joinSources(now, { ...sources(deployed, facts), ...answers });
}

/** Changes one Node of the facts, found by its slot. */
export function changeNode({ nodes }: Facts, slot: string, change: Partial<KubernetesNode>): void {
  const at = nodes.findIndex(({ name }) => name.startsWith(`acme-${slot}-g`));
  const before = nodes[at];
  if (before === undefined) throw new Error(`no Node of ${slot}`);
  nodes[at] = { ...before, ...change };
}

/** Changes one machine of the facts. */
export function changeMachine({ machines }: Facts, slot: string, change: Partial<Machine>): void {
  const at = machines.findIndex(({ id }) => id === `vm-${slot}`);
  const before = machines[at];
  if (before === undefined) throw new Error(`no machine of ${slot}`);
  machines[at] = { ...before, ...change };
}

/** Makes one machine's creation one that did not end well. */
export function taint({ recorded }: Facts, slot: string): void {
  const before = recorded.get(slot);
  if (before === undefined) throw new Error(`no record of ${slot}`);
  recorded.set(slot, { ...before, tainted: true });
}

/** Takes one machine out of the facts. */
export function loseMachine({ machines }: Facts, slot: string): void {
  machines.splice(
    machines.findIndex(({ id }) => id === `vm-${slot}`),
    1,
  );
}

/** A source that could not be asked. */
export const silent = (problem: string) => ({ kind: "unknown", problem }) as const;
