import { type ApiError, exhausted, failed } from "./api-error.ts";
import type { Place } from "./place.ts";
import type { State, VirtualMachine } from "./state.ts";

/**
 * The host to start a machine on: the one it is on already, else the one with the fewest machines among those that are
 * up and hold no other member of its anti-affinity groups. A `non-strict` group only prefers that.
 *
 * @throws ApiError 533 when no host is left, as CloudStack does for `host anti-affinity`.
 */
export function hostFor(state: State, place: Place, machine: VirtualMachine): string {
  const up = place.hosts.filter(({ id }) => !isDown(state, id));
  if (up.some(({ id }) => id === machine.hostId)) return machine.hostId ?? "";
  const others = Object.values(state.machines).filter(({ id }) => id !== machine.id);
  const apart = (isStrict: boolean) => {
    const groups = machine.affinityGroupIds.filter((id) =>
      isAntiAffinity(state.affinityGroups[id]?.type, isStrict),
    );
    const shunned = others.filter(({ affinityGroupIds }) =>
      affinityGroupIds.some((id) => groups.includes(id)),
    );
    return ({ id }: { readonly id: string }) => shunned.every(({ hostId }) => hostId !== id);
  };
  const allowed = up.filter(apart(true));
  const preferred = allowed.filter(apart(false));
  const load = (id: string) => others.filter(({ hostId }) => hostId === id).length;
  const [best] = (preferred.length > 0 ? preferred : allowed).toSorted((a, b) => load(a.id) - load(b.id));
  if (best !== undefined) return best.id;
  throw exhausted(
    `Unable to create a deployment for VM instance {"instanceName":"${machine.name}","type":"User","uuid":"${machine.id}"}`,
  );
}

/** Whether a fault keeps a host down. */
export function isDown(state: State, hostId: string | null): boolean {
  return hostId !== null && state.downHosts[hostId] === true;
}

/** What a machine's start ends with when its host goes down meanwhile. */
export function hostWentDown(name: string): ApiError {
  return failed(`Unable to start the virtual machine ${name}: its host went down`);
}

function isAntiAffinity(type: string | undefined, isStrict: boolean): boolean {
  return type === (isStrict ? "host anti-affinity" : "non-strict host anti-affinity");
}
