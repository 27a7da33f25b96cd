import { LocoError } from "../../../platform/errors/loco-error.ts";

/** A resource that Terraform's state holds. */
export interface StateResource {
  /** As Terraform writes it: `cloudstack_instance.cp-1`. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** Its attributes, secrets included: never to be printed as a whole. */
  readonly values: Readonly<Record<string, unknown>>;
  /** True when its creation did not end well: the next apply replaces it. */
  readonly tainted?: true;
  /** Set on the former object of a replacement that has not been deleted yet; it shares the address with the new one. */
  readonly deposed?: string;
}

/** A whole state. */
export interface StateRecord {
  /** Identity of the state, the same for its whole life. */
  readonly lineage: string;
  /** Counts its changes. */
  readonly serial: number;
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface RawState {
  readonly version: number;
  readonly lineage: string;
  readonly serial: number;
  readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly status?: "tainted";
      readonly deposed?: string;
      readonly attributes?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/**
 * Reads what `terraform state pull` printed; undefined where there has never been a state. Unlike `show -json` it needs no
 * provider, and it tells a state that was emptied by a destroy from one that is not there.
 *
 * @throws LocoError STATE_UNREADABLE
 */
export function parseState(text: string): StateRecord | undefined {
  if (text.trim() === "") return undefined;
  const raw = parse(text);
  if (raw?.version !== 4 || typeof raw.lineage !== "string") {
    throw new LocoError("STATE_UNREADABLE", "the stack's state is not one that Loco can read", {
      hint: "terraform state pull in cdktf.out/stacks/platform shows it; a state of another tool or a damaged file is restored from a backup",
    });
  }
  // What Terraform makes up for a remote state that is not there.
  if (raw.lineage === "" && raw.serial === 0) return undefined;
  return {
    lineage: raw.lineage,
    serial: raw.serial,
    resources: (raw.resources ?? []).filter(({ mode }) => mode === "managed").flatMap(instancesOf),
    outputs: Object.fromEntries(Object.entries(raw.outputs ?? {}).map(([name, { value }]) => [name, value])),
  };
}

function instancesOf({
  module,
  type,
  name,
  instances,
}: NonNullable<RawState["resources"]>[number]): StateResource[] {
  const base = `${module === undefined ? "" : `${module}.`}${type}.${name}`;
  return instances.map(({ index_key, status, deposed, attributes = {} }) => ({
    address: index_key === undefined ? base : `${base}[${JSON.stringify(index_key)}]`,
    type,
    name,
    values: attributes,
    ...(status === "tainted" ? { tainted: true as const } : {}),
    ...(deposed === undefined ? {} : { deposed }),
  }));
}

function parse(text: string): RawState | undefined {
  try {
    return JSON.parse(text) as RawState;
  } catch {
    return undefined;
  }
}
