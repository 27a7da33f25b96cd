import type { Resource } from "./provider-calls.ts";

/** A resource of a synthesised stack and the addresses of those it refers to. */
export interface SynthesisedResource extends Resource {
  readonly address: string;
  readonly needs: readonly string[];
}

type Block = Readonly<Record<string, unknown>>;

/** The parts of cdktf's `cdk.tf.json` that are read here. */
export interface SynthesisedStack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly locals?: Block;
}

/** What looks like `type.name` or `local.name`; only those that exist are references. */
const REFERENCE = /\b[a-z][a-z0-9_]*\.[A-Za-z][A-Za-z0-9_-]*/g;

/** Resources of a stack with what each needs, references through locals included. */
export function resourcesOf({ resource = {}, locals = {} }: SynthesisedStack): SynthesisedResource[] {
  const blocks = new Map<string, { readonly type: string; readonly block: Block }>(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${type}.${name}`, { type, block }] as const),
    ),
  );
  const follow = (value: unknown, seen: Set<string>): Set<string> => {
    for (const reference of JSON.stringify(value).match(REFERENCE) ?? []) {
      if (seen.has(reference)) continue;
      const local = reference.startsWith("local.") ? locals[reference.slice("local.".length)] : undefined;
      if (local === undefined && !blocks.has(reference)) continue;
      seen.add(reference);
      if (local !== undefined) follow(local, seen);
    }
    return seen;
  };
  return [...blocks].map(([address, { type, block }]) => ({
    address,
    type,
    attributes: block,
    needs: [...follow(block, new Set())].filter((reference) => blocks.has(reference)),
  }));
}

/** How many provisioners a stack runs: commands over SSH or on the operator's machine. */
export function provisionersOf({ resource = {} }: SynthesisedStack): number {
  return Object.values(resource)
    .flatMap((named) => Object.values(named))
    .reduce((sum, { provisioner }) => sum + (Array.isArray(provisioner) ? provisioner.length : 0), 0);
}
