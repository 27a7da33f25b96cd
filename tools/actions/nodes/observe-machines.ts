import { tagsOf } from "../../../platform/cluster/ownership.ts";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { CallError, type CloudstackClient } from "../../cloudstack/client.ts";
import { listAll } from "../../cloudstack/list-all.ts";
import { findPlace } from "../../cloudstack/place.ts";

/** A virtual machine in CloudStack. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  /** CloudStack's word: `Running`, `Stopped`, `Error`, ... */
  readonly state: string;
  /** The host it runs on, which CloudStack shows to administrators only. */
  readonly host?: string;
}

/** A machine as the API lists it, as far as it is looked at. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly hostname?: string;
}

/** Lists the machines that carry the platform's tag. */
export async function listMachines(
  { call }: CloudstackClient,
  config: PlatformConfig,
): Promise<readonly Machine[]> {
  const args = {
    listall: true,
    ...(await findPlace(call, config.cloudstack)),
    ...tagArguments(tagsOf(config)),
  };
  return (await listAll(call, "listVirtualMachines", args)).map(machineOf);
}

/** Finds machines by id, for those whose tags could not be set. Those that are gone are left out. */
export async function findMachines(
  { call }: CloudstackClient,
  config: PlatformConfig,
  ids: readonly string[],
): Promise<readonly Machine[]> {
  if (ids.length === 0) return [];
  const place = await findPlace(call, config.cloudstack);
  const find = async (id: string): Promise<readonly Machine[]> => {
    try {
      return (await listAll(call, "listVirtualMachines", { listall: true, ...place, id })).map(machineOf);
    } catch (error) {
      if (error instanceof LocoError && error.cause instanceof CallError && error.cause.code === UNKNOWN_ID)
        return [];
      throw error;
    }
  };
  return (await Promise.all(ids.map(find))).flat();
}

/** ApiErrorCode.PARAM_ERROR, which an id of nothing gives. */
const UNKNOWN_ID = 431;

function machineOf({ id, name, state, hostname }: Listed): Machine {
  return { id, name, state, ...(hostname === undefined ? {} : { host: hostname }) };
}

function tagArguments(tags: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(tags).flatMap(([key, value], i) => [
    [`tags[${i}].key`, key],
    [`tags[${i}].value`, value],
  ]);
  return Object.fromEntries(pairs);
}
