import { accountCommands } from "./accounts.ts";
import { addressCommands } from "./addresses.ts";
import { affinityCommands } from "./affinity-groups.ts";
import { jobCommands } from "./async-jobs.ts";
import { balancerCommands } from "./balancer-rules.ts";
import type { Command, Commands } from "./command.ts";
import { egressCommands } from "./egress.ts";
import { firewallCommands } from "./firewall.ts";
import { keyPairCommands } from "./key-pairs.ts";
import { networkCommands } from "./networks.ts";
import { offeringCommands } from "./offerings.ts";
import { tagCommands } from "./tags.ts";
import { machineCommands } from "./virtual-machines.ts";
import { volumeCommands } from "./volumes.ts";

/** Every command that the simulator knows; `tools/gen` takes their facts out of the API catalogue. */
export const commands: Commands = {
  ...accountCommands,
  ...addressCommands,
  ...affinityCommands,
  ...balancerCommands,
  ...egressCommands,
  ...firewallCommands,
  ...jobCommands,
  ...keyPairCommands,
  ...machineCommands,
  ...networkCommands,
  ...offeringCommands,
  ...tagCommands,
  ...volumeCommands,
};

export function commandNamed(name: string): Command {
  const command = commands[name];
  if (command === undefined) throw new Error(`the simulator has no command '${name}'`);
  return command;
}
