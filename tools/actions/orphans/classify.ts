import type { Finding, Findings, Kind } from "./finding.ts";
import type { Inventory } from "./inventory.ts";
import type { PlatformNames } from "./names.ts";
import type { Recorded } from "./recorded.ts";

/** What is known when objects are judged. */
export interface Judging {
  readonly inventory: Inventory;
  readonly names: PlatformNames;
  readonly recorded: Recorded;
  /** False where the network offering lets everything out and Terraform makes no egress rules. */
  readonly managesEgress: boolean;
}

/** An object's verdict; undefined for what has nothing to do with the platform, or is in state. */
type Verdict = { readonly orphan: string } | { readonly keep: string } | undefined;

/** Machines that CloudStack is about to forget by itself. */
const GOING = ["Destroyed", "Expunging"];

/**
 * Finds what is the platform's and not in state. Proof of ownership is the tag, or a name of ours in a place of ours:
 * the provider makes objects first and tags them afterwards, so one whose creation was cut off has no tag.
 */
export function classify(judging: Judging): Findings {
  const { inventory, names, recorded } = judging;
  const found: { readonly finding: Finding; readonly isOrphan: boolean }[] = [];
  const judge = (kind: Kind, object: { id: string; name: string; state?: string }, verdict: Verdict) => {
    if (verdict === undefined || recorded.ids.has(object.id)) return;
    const { id, name, state } = object;
    const isOrphan = "orphan" in verdict;
    const reason = isOrphan ? verdict.orphan : verdict.keep;
    found.push({
      isOrphan,
      finding: { kind, id, name, ...(state === undefined ? {} : { state }), reason },
    });
  };
  const isOrphan = (id: string) => found.some((one) => one.isOrphan && one.finding.id === id);
  const isKept = (id: string) => found.some((one) => !one.isOrphan && one.finding.id === id);

  const ownNetworks = new Set(recorded.networkIds);
  const networkVerdicts = inventory.networks.map((network) => ({
    network,
    verdict: ofNetwork(network, names),
  }));
  for (const { network, verdict } of networkVerdicts) {
    if (verdict !== undefined && "orphan" in verdict) ownNetworks.add(network.id);
  }
  for (const machine of inventory.machines) {
    judge("machine", machine, ofMachine(machine, names, ownNetworks));
  }
  for (const rule of inventory.balancerRules)
    judge("balancer rule", rule, ofBalancerRule(rule, judging, ownNetworks));
  for (const address of inventory.addresses) {
    const named = { ...address, name: address.address };
    judge("address", named, ofAddress(address, judging, ownNetworks));
  }
  for (const rule of inventory.firewallRules) {
    judge("firewall rule", rule, ofFirewallRule(rule, judging, { isOrphan, isKept }));
  }
  for (const rule of inventory.egressRules) {
    if (!ownNetworks.has(rule.networkId)) continue;
    const ours = judging.managesEgress;
    judge(
      "egress rule",
      rule,
      ours
        ? { orphan: "on the platform's network" }
        : { keep: "platform.toml leaves egress to the network offering" },
    );
  }
  for (const group of inventory.affinityGroups) {
    if (group.name !== names.affinityGroup) continue;
    const ours = group.description === names.affinityDescription;
    judge(
      "affinity group",
      group,
      ours ? { orphan: "name and description" } : { keep: "only its name is Loco's" },
    );
  }
  for (const volume of inventory.volumes) judge("volume", volume, ofVolume(volume, judging, isOrphan));
  for (const { network, verdict } of networkVerdicts) {
    const held = heldBy(network.id, inventory, isKept);
    const ours = verdict !== undefined && "orphan" in verdict;
    judge("network", network, ours && held !== undefined ? { keep: `${held} is on it` } : verdict);
  }
  return {
    orphans: found.filter((one) => one.isOrphan).map(({ finding }) => finding),
    kept: found.filter((one) => !one.isOrphan).map(({ finding }) => finding),
  };
}

function byTag(tags: Readonly<Record<string, string>>, names: PlatformNames): Verdict {
  const owner = names.ownerByTag(tags);
  if (owner === undefined) return undefined;
  return owner.platform === names.platform
    ? { orphan: "tag" }
    : { keep: `belongs to platform ${owner.platform}` };
}

function ofNetwork(network: Inventory["networks"][number], names: PlatformNames): Verdict {
  const tagged = byTag(network.tags, names);
  const isNear = network.name === names.platform || network.name.startsWith(`${names.platform}-`);
  if (tagged !== undefined) return "orphan" in tagged || isNear ? tagged : undefined;
  if (network.name !== names.platform) return undefined;
  return network.displayText === names.networkText
    ? { orphan: "name and description, without the tag" }
    : { keep: "only its name is Loco's" };
}

function ofMachine(
  machine: Inventory["machines"][number],
  names: PlatformNames,
  ownNetworks: ReadonlySet<string>,
): Verdict {
  const isInside = machine.networkIds.some((id) => ownNetworks.has(id));
  const isNode = names.isNode(machine.name);
  const tagged = byTag(machine.tags, names);
  if (tagged === undefined && !isInside && !isNode) return undefined;
  if (tagged !== undefined && "keep" in tagged) return isInside || isNode ? tagged : undefined;
  if (GOING.includes(machine.state)) return { keep: "destroyed; CloudStack will expunge it" };
  if (tagged !== undefined) return tagged;
  if (isNode && isInside) return { orphan: "name and network, without the tag" };
  // CloudStack takes the card away from a machine that it could not deploy.
  if (isNode && machine.networkIds.length === 0 && machine.state === "Error") {
    return { orphan: "name of a node that could not be deployed" };
  }
  return isInside
    ? { keep: "on the platform's network, but not a node's name" }
    : { keep: "only its name is Loco's: no tag, another network" };
}

function ofBalancerRule(
  rule: Inventory["balancerRules"][number],
  { inventory, names, recorded }: Judging,
  ownNetworks: ReadonlySet<string>,
): Verdict {
  const address = inventory.addresses.find(({ id }) => id === rule.addressId);
  if (address === undefined || !isOurs(address, names, recorded, ownNetworks)) return undefined;
  if (address.id !== recorded.ingressAddressId && rule.name === names.balancerRule) {
    return { orphan: "name and address" };
  }
  return address.id === recorded.apiAddressId
    ? { keep: "on the API's address, but not Loco's" }
    : { keep: `on ${address.address}; belongs to a Service of the cluster (CCM)` };
}

function ofAddress(
  address: Inventory["addresses"][number],
  { inventory, names, recorded }: Judging,
  ownNetworks: ReadonlySet<string>,
): Verdict {
  const tagged = byTag(address.tags, names);
  const isInside = address.networkId !== undefined && ownNetworks.has(address.networkId);
  if (tagged !== undefined && "keep" in tagged) return isInside ? tagged : undefined;
  if (tagged === undefined && !isInside) return undefined;
  // It comes and goes with its network.
  if (address.isSourceNat) return undefined;
  const on = (rules: readonly { readonly addressId: string }[]) =>
    rules.filter(({ addressId }) => addressId === address.id).length;
  const foreign = inventory.balancerRules.filter(
    ({ addressId, name, id }) =>
      addressId === address.id && name !== names.balancerRule && !recorded.ids.has(id),
  );
  if (foreign.length > 0) return { keep: `balancer rule ${foreign[0]?.name} is on it` };
  if (on(inventory.portForwardings) > 0 || address.isStaticNat) return { keep: "it forwards to a machine" };
  return tagged ?? { orphan: "on the platform's network, without the tag and unused" };
}

function ofFirewallRule(
  rule: Inventory["firewallRules"][number],
  { recorded }: Judging,
  { isOrphan, isKept }: Record<"isOrphan" | "isKept", (id: string) => boolean>,
): Verdict {
  if (rule.addressId === recorded.apiAddressId) return { orphan: "on the API's address" };
  if (isOrphan(rule.addressId)) return { orphan: "on an address that is left over" };
  if (rule.addressId === recorded.ingressAddressId || isKept(rule.addressId)) {
    return { keep: "belongs to a Service of the cluster (CCM), or to whoever uses the address" };
  }
  return undefined;
}

/** Volumes hold data: none is ever deleted here. */
function ofVolume(
  volume: Inventory["volumes"][number],
  { inventory, names, recorded }: Judging,
  isOrphan: (id: string) => boolean,
): Verdict {
  const tagged = byTag(volume.tags, names);
  const { machineId } = volume;
  const isAttached = machineId !== undefined && (recorded.ids.has(machineId) || isOrphan(machineId));
  if (volume.name.startsWith("pvc-")) {
    return isAttached ? { keep: "belongs to a PersistentVolume of the cluster (CSI)" } : undefined;
  }
  if (tagged !== undefined && "keep" in tagged) return undefined;
  if (tagged !== undefined) return { keep: "it holds data: delete it yourself when nobody needs it" };
  if (!isAttached) return undefined;
  const machine = inventory.machines.find(({ id }) => id === machineId);
  return { keep: `attached to ${machine?.name}, but not Loco's` };
}

/** Whether an address is the platform's, whatever is to become of it. */
function isOurs(
  address: Inventory["addresses"][number],
  names: PlatformNames,
  recorded: Recorded,
  ownNetworks: ReadonlySet<string>,
): boolean {
  if (recorded.ids.has(address.id)) return true;
  const owner = names.ownerByTag(address.tags);
  if (owner !== undefined) return owner.platform === names.platform;
  return address.networkId !== undefined && ownNetworks.has(address.networkId);
}

/** What keeps a network from being deleted: something on it that is somebody else's. */
function heldBy(
  networkId: string,
  inventory: Inventory,
  isKept: (id: string) => boolean,
): string | undefined {
  const machine = inventory.machines.find(
    ({ id, networkIds, state }) => networkIds.includes(networkId) && isKept(id) && !GOING.includes(state),
  );
  if (machine !== undefined) return `machine ${machine.name}`;
  const address = inventory.addresses.find((one) => one.networkId === networkId && isKept(one.id));
  return address === undefined ? undefined : `address ${address.address}`;
}
