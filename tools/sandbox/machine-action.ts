import { notOneOf } from "../../platform/errors/not-one-of.ts";
import { connectCloudstack } from "../cloudstack/connect.ts";
import { sandboxCredentials } from "./cloudstack/cloud.ts";
import { daemonControl } from "./daemon/control.ts";
import { sandboxLayout } from "./layout.ts";

/** What the sandbox's CloudStack is asked to do with a machine. */
export type MachineAction = "stop" | "start" | "reboot" | "restore";

/**
 * Asks the sandbox's CloudStack for something to happen to a machine, as any client does, and waits until it has.
 *
 * @throws LocoError SANDBOX_DOWN, NODE_UNKNOWN, or CLOUDSTACK_FAILED with CloudStack's words.
 */
export async function actOnMachine(project: string, action: MachineAction, name: string): Promise<void> {
  const { api, cloud } = await daemonControl(sandboxLayout(project).controlDir).status();
  const machine = cloud.machines.find((candidate) => candidate.name === name);
  if (machine === undefined) {
    throw notOneOf(
      "NODE_UNKNOWN",
      "machine",
      name,
      cloud.machines.map((candidate) => candidate.name),
    );
  }
  const client = connectCloudstack({
    CLOUDSTACK_API_URL: api,
    CLOUDSTACK_API_KEY: sandboxCredentials.apiKey,
    CLOUDSTACK_SECRET_KEY: sandboxCredentials.secretKey,
  });
  const id = action === "restore" ? { virtualmachineid: machine.id } : { id: machine.id };
  await client.run(`${action}VirtualMachine`, id);
}
