import { enabledAddons } from "../../../platform/addons/catalogue.ts";
import { platformNamespaces } from "../../../platform/addons/destroy-guard/own-namespaces.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import type { Ask } from "../../console/ask.ts";
import { type KubeClient, kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { readKubeconfig } from "../kubeconfig.ts";
import { patientClient } from "../nodes/patient-client.ts";
import { openStack } from "../stack/stack.ts";
import { inUse, type Objects } from "./in-use.ts";
import { observeObjects } from "./observe.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** A deployed platform that can be drained. */
export interface Drain {
  /** The platform's name. */
  readonly platform: string;
  readonly client: KubeClient;
  /** What is in use now. Errors: API_UNREACHABLE, API_REFUSED. */
  readonly look: () => Promise<Objects>;
}

/**
 * Opens a deployed platform to be drained.
 *
 * @throws LocoError CONFIG_INVALID, CONFIG_MISSING, STACK_NOT_DEPLOYED, STATE_UNREADABLE
 */
export async function openDrain(dir: string, env: Env): Promise<Drain> {
  const { config } = requirePlatform(dir, env.LOCO_ENV);
  const access = accessOf(await readKubeconfig(await openStack(dir, env)));
  const client = patientClient(kubeClient(access), access.server);
  const own = platformNamespaces(enabledAddons(config));
  return { platform: config.name, client, look: async () => inUse(await observeObjects(client), own) };
}

/**
 * Makes sure that a person has seen the list and wants all of it gone; false when they say no.
 *
 * @throws LocoError NOT_CONFIRMED where nobody can be asked
 */
export async function confirmDrain(
  platform: string,
  { yes, keepVolumes }: { readonly yes: boolean; readonly keepVolumes: boolean },
  ask: Ask | undefined,
): Promise<boolean> {
  if (yes) return true;
  if (ask === undefined) {
    throw new LocoError("NOT_CONFIRMED", "nothing is deleted without a confirmation", {
      hint: "read the list, then add --yes",
    });
  }
  const data = keepVolumes ? "but for what is on volumes" : "what is on volumes included";
  return (await ask(`Type the platform's name to delete all of it (${platform}), ${data}:`)) === platform;
}
