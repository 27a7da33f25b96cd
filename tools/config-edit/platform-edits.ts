import type { PlatformConfig } from "../../platform/config/platform-config.gen.ts";
import type { Edit } from "./toml-edit.ts";

/** Edits that make a node's generation this number. */
export function setGeneration(config: PlatformConfig, node: NodePlace, generation: number): readonly Edit[] {
  const group = node.pool === undefined ? ["control_plane"] : ["pools", poolIndex(config, node.pool)];
  return [{ path: [...group, "generations", node.slot], value: generation }];
}

/** Edits that make the generation of a whole pool this number; generations of its nodes that are not higher go. */
export function setPoolGeneration(config: PlatformConfig, pool: string, generation: number): readonly Edit[] {
  const index = poolIndex(config, pool);
  const single = Object.entries(config.pools[index]?.generations ?? {});
  const covered = single.filter(([, own]) => own <= generation);
  return [
    { path: ["pools", index, "generation"], value: generation },
    ...(covered.length === single.length && single.length > 0
      ? [{ path: ["pools", index, "generations"], value: undefined }]
      : covered.map(([slot]): Edit => ({ path: ["pools", index, "generations", slot], value: undefined }))),
  ];
}

/** Edits that make this the number of servers. */
export function setServerCount(count: number): readonly Edit[] {
  return [{ path: ["control_plane_count"], value: count }];
}

/** Edits that make this the number of a pool's nodes. */
export function setPoolCount(config: PlatformConfig, pool: string, count: number): readonly Edit[] {
  return [{ path: ["pools", poolIndex(config, pool), "count"], value: count }];
}

/** Edits that turn an addon off; its settings stay. */
export function turnAddonOff(name: string): readonly Edit[] {
  return [{ path: ["addons", name, "enabled"], value: false }];
}

/** Where platform.toml speaks of a node: in its pool, or for a server in `control_plane`. */
interface NodePlace {
  readonly slot: string;
  readonly pool?: string;
}

function poolIndex({ pools }: PlatformConfig, name: string): number {
  const index = pools.findIndex((pool) => pool.name === name);
  if (index === -1) throw new Error(`no pool ${name} in platform.toml`);
  return index;
}
