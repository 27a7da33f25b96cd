import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { agents, type Node, servers } from "../../../platform/config/topology.ts";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import type { Machine } from "./observe-machines.ts";
import type { Birth, DeployedNodes, RecordedNode } from "./observe-state.ts";

/** Everything that is known of one slot. What a source did not know or could not be asked is absent. */
export interface ObservedNode {
  readonly slot: string;
  readonly role: "server" | "agent";
  /** The agent's pool. */
  readonly pool?: string;
  /** As platform.toml with its overlay has it; absent when it is not in the file any more. */
  readonly declared?: Node;
  /** As the stack's state has it; absent when it was not deployed. */
  readonly recorded?: RecordedNode;
  /** Its machine in CloudStack. Absence means that it is gone only while `cloud.reachable`. */
  readonly machine?: Machine;
  /** Its Node. Absence means that it has not joined only while `api.reachable`. */
  readonly kubernetes?: KubernetesNode;
}

/** What a source answered with: its facts, or why it could not be asked, in words for a person. */
export type Answer<T> = { readonly kind: "known"; readonly value: T } | Unknown;

/** A source that could not be asked. */
export interface Unknown {
  readonly kind: "unknown";
  readonly problem: string;
}

/** What the Kubernetes API said. */
export interface ClusterFacts {
  /** Where it answers: `https://203.0.113.10:6443`. */
  readonly server: string;
  /** k3s's version, of the server that answered: `v1.36.3+k3s1`. */
  readonly version: string;
  readonly nodes: readonly KubernetesNode[];
}

/** What each source said. */
export interface Sources {
  readonly state: Answer<DeployedNodes>;
  readonly machines: Answer<readonly Machine[]>;
  readonly cluster: Answer<ClusterFacts>;
  /** When they were asked. */
  readonly clock: Date;
}

/** A platform as its file, its state, CloudStack and Kubernetes have it. */
export interface ObservedPlatform {
  readonly config: PlatformConfig;
  /** When it was looked at. */
  readonly at: Date;
  /** LOCO_ENV, when it is set. */
  readonly environment?: string;
  /** Servers first, then pools as written, each by number; nodes that only state knows follow their own kind. */
  readonly nodes: readonly ObservedNode[];
  /** Nodes of Kubernetes that no slot explains: old generations, machines joined by hand. */
  readonly strangers: readonly KubernetesNode[];
  /** Machines that carry the platform's tag and are in no slot: left behind by an apply, see `loco orphans`. */
  readonly strangerMachines: readonly Machine[];
  readonly api: {
    readonly reachable: boolean;
    readonly server?: string;
    readonly version?: string;
    readonly problem?: string;
  };
  readonly cloud: { readonly reachable: boolean; readonly problem?: string };
  readonly state: {
    /** Whether anything of the platform is in state; undefined when state could not be read. */
    readonly deployed?: boolean;
    /** The `control_plane_count` that state recorded last; undefined when it recorded none. */
    readonly servers?: number;
    /** Settings that cannot change, as state recorded them. */
    readonly fixed?: Readonly<Record<string, unknown>>;
    /** With which first server the platform was made; undefined when state did not record it. */
    readonly birth?: Birth;
    readonly problem?: string;
  };
}

/** Joins what the sources said, node by node; `environment` is LOCO_ENV. */
export function joinSources(
  config: PlatformConfig,
  { state, machines, cluster, clock }: Sources,
  environment?: string,
): ObservedPlatform {
  const declared = new Map([...servers(config), ...agents(config)].map((node) => [node.slot, node]));
  const recorded = state.kind === "known" ? state.value.nodes : new Map<string, RecordedNode>();
  const known = { machines: valueIn(machines) ?? [], nodes: valueIn(cluster)?.nodes ?? [] };
  const slots = [...new Set([...declared.keys(), ...recorded.keys()])].sort(slotOrder(config));
  const nodes = slots.map((slot): ObservedNode => {
    const [wanted, record] = [declared.get(slot), recorded.get(slot)];
    // Where state cannot be read, names are the next best thing; they are the platform's own.
    const machine = known.machines.find(({ id, name }) =>
      state.kind === "known" ? id === record?.machineId : name === wanted?.name,
    );
    const name = record?.name ?? wanted?.name;
    return {
      slot,
      ...kindOf(slot),
      ...defined("declared", wanted),
      ...defined("recorded", record),
      ...defined("machine", machine),
      ...defined(
        "kubernetes",
        known.nodes.find((node) => node.name === name),
      ),
    };
  });
  return {
    config,
    at: clock,
    ...defined("environment", environment || undefined),
    nodes,
    strangers: known.nodes.filter((node) => !nodes.some(({ kubernetes }) => kubernetes === node)),
    strangerMachines: known.machines.filter((found) => !nodes.some(({ machine }) => machine === found)),
    api:
      cluster.kind === "known"
        ? { reachable: true, server: cluster.value.server, version: cluster.value.version }
        : { reachable: false, problem: cluster.problem },
    cloud: machines.kind === "known" ? { reachable: true } : { reachable: false, problem: machines.problem },
    state:
      state.kind === "known"
        ? {
            deployed: state.value.deployed,
            ...defined("servers", state.value.servers),
            fixed: state.value.fixed,
            ...defined("birth", state.value.birth),
          }
        : { problem: state.problem },
  };
}

const valueIn = <T>(answer: Answer<T>): T | undefined => (answer.kind === "known" ? answer.value : undefined);

/** The key with its value, or nothing: absent keys are absent, not undefined. */
function defined<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V });
}

/** A slot's name says its role: no pool can be called `cp`. */
function kindOf(slot: string): Pick<ObservedNode, "role" | "pool"> {
  const { group } = partsOf(slot);
  return group === "cp" ? { role: "server" } : { role: "agent", pool: group };
}

function partsOf(slot: string): { readonly group: string; readonly number: number } {
  const dash = slot.lastIndexOf("-");
  return { group: slot.slice(0, dash), number: Number(slot.slice(dash + 1)) };
}

/** Servers, pools as written, then pools that are gone by name; each by number. */
function slotOrder({ pools }: PlatformConfig): (a: string, b: string) => number {
  const groups = ["cp", ...pools.map(({ name }) => name)];
  const rank = (group: string) => (groups.includes(group) ? groups.indexOf(group) : groups.length);
  return (left, right) => {
    const [a, b] = [partsOf(left), partsOf(right)];
    return rank(a.group) - rank(b.group) || a.group.localeCompare(b.group) || a.number - b.number;
  };
}
