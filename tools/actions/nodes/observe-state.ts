import { BIRTH } from "../../../platform/cluster/birth.ts";
import { recordId } from "../../../platform/cluster/guard.ts";
import type { StateResource } from "../stack/state-record.ts";

/** What state recorded of a node when its machine was made. */
export interface RecordedNode {
  readonly generation: number;
  readonly ip: string;
  /** VM name = hostname = Kubernetes node name. */
  readonly name: string;
  /** Absent when an apply ended between recording the node and making its machine. */
  readonly machineId?: string;
  /** Its creation did not end well, so the next apply makes it anew. */
  readonly tainted?: true;
}

/** The platform's nodes in state. */
export interface DeployedNodes {
  /** Whether state holds anything at all. */
  readonly deployed: boolean;
  /** By slot. */
  readonly nodes: ReadonlyMap<string, RecordedNode>;
  /** The recorded `control_plane_count`; undefined in states that are older than this record. */
  readonly servers?: number;
  /** Settings that cannot change, by their name in `platform/cluster/fixed-settings.ts`; empty in older states. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** With which first server the platform was made; undefined in older states. */
  readonly birth?: Birth;
}

/** What `platform/cluster/birth.ts` recorded. */
export interface Birth {
  /** The generation of the first server that may start a cluster. */
  readonly generation: number;
  /** Until when it may: `2026-01-31T12:00:00Z`. */
  readonly initialiseUntil: string;
}

/** Finds the nodes among the resources of the stack `platform`; `platform` is the platform's name. */
export function deployedNodes(resources: readonly StateResource[], platform: string): DeployedNodes {
  const nodes = new Map<string, RecordedNode>();
  for (const slot of slotsOf(resources)) {
    const instance = find(resources, "cloudstack_instance", slot);
    const machine = instance?.values;
    const record = recordOf(resources, recordId({ slot }));
    const name = text(machine?.name);
    const generation = number(record.generation) ?? generationOf(name) ?? 1;
    nodes.set(slot, {
      generation,
      // States from before addresses were recorded have it on the machine only.
      ip: text(record.ip) ?? text(machine?.ip_address) ?? "",
      name: name ?? `${platform}-${slot}-g${generation}`,
      ...(typeof machine?.id === "string" ? { machineId: machine.id } : {}),
      ...(instance?.tainted ? { tainted: true as const } : {}),
    });
  }
  const servers = recordedServers(resources);
  const birth = recordedBirth(resources);
  return {
    deployed: resources.length > 0,
    nodes,
    ...(servers === undefined ? {} : { servers }),
    fixed: recordOf(resources, "fixed"),
    ...(birth === undefined ? {} : { birth }),
  };
}

function slotsOf(resources: readonly StateResource[]): Set<string> {
  const slots = resources.flatMap(({ type, name }) => {
    if (type === "cloudstack_instance") return [name];
    const slot = type === "terraform_data" ? /^generation-(.+)$/.exec(name)?.[1] : undefined;
    return slot === undefined ? [] : [slot];
  });
  return new Set(slots);
}

/**
 * What a record was made with: its `output`. Its `input` is what a plan wants, which is something else. Terraform writes
 * values whose type only they know as `{value, type}`.
 */
function recordOf(resources: readonly StateResource[], id: string): Readonly<Record<string, unknown>> {
  const output = table(find(resources, "terraform_data", id)?.values.output);
  return "type" in output && "value" in output ? table(output.value) : output;
}

const table = (value: unknown) =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** The count is in the record, not in its name: a lowered count moves the record of the higher one to the lower one's name. */
function recordedServers(resources: readonly StateResource[]): number | undefined {
  const counts = resources
    .filter(({ type, name }) => type === "terraform_data" && /^servers-\d+$/.test(name))
    .flatMap(({ name }) => number(recordOf(resources, name).count) ?? []);
  return counts.length === 0 ? undefined : Math.max(...counts);
}

function recordedBirth(resources: readonly StateResource[]): Birth | undefined {
  const record = recordOf(resources, BIRTH);
  const [generation, initialiseUntil] = [number(record.generation), text(record.initialise_until)];
  return generation === undefined || initialiseUntil === undefined
    ? undefined
    : { generation, initialiseUntil };
}

const find = (resources: readonly StateResource[], type: string, name: string) =>
  resources.find((found) => found.type === type && found.name === name && found.deposed === undefined);

const generationOf = (name: string | undefined) => number(Number(/-g(\d+)$/.exec(name ?? "")?.[1]));
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" && !Number.isNaN(value) ? value : undefined);
