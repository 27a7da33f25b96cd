import { enabledAddons, isOn } from "../../../../platform/addons/catalogue.ts";
import { platformNamespaces } from "../../../../platform/addons/destroy-guard/own-namespaces.ts";
import { PUBLISHED } from "../../../../platform/addons/in-cluster.ts";
import { LocoError } from "../../../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../../../platform/read-platform.ts";
import { type EditedFile, editPlatform } from "../../../config-edit/edit-platform.ts";
import { turnAddonOff } from "../../../config-edit/platform-edits.ts";
import { type KubeClient, kubeClient } from "../../../kubernetes/kube-client.ts";
import { accessOf } from "../../../kubernetes/kubeconfig-access.ts";
import { readKubeconfig } from "../../kubeconfig.ts";
import { patientClient } from "../../nodes/patient-client.ts";
import { openStack } from "../../stack/stack.ts";
import { addonNamed } from "../named.ts";
import { observeLookedAfter } from "./observe-objects.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** How many objects an error names. */
const MOST = 20;

/**
 * Turns an addon off in platform.toml, and lets the next deploy remove it, if nobody needs it: no other addon, and no object
 * that it looks after.
 *
 * @returns what was written; undefined when it was off already
 * @throws LocoError ADDON_UNKNOWN, ADDON_NEEDED, ADDON_IN_USE, STACK_NOT_DEPLOYED, API_UNREACHABLE, CONFIG_*
 */
export async function removeAddon(dir: string, env: Env, name: string): Promise<EditedFile | undefined> {
  const addon = addonNamed(name);
  const { config } = requirePlatform(dir, env.LOCO_ENV);
  const needing = enabledAddons(config).filter(({ needs }) => needs.includes(name));
  if (needing.length > 0) {
    const names = needing.map((each) => each.name).join(", ");
    throw new LocoError("ADDON_NEEDED", `${name} is needed by ${names}`, {
      hint: `remove ${needing.length === 1 ? "it" : "them"} first`,
    });
  }
  const access = accessOf(await readKubeconfig(await openStack(dir, env)));
  const client = patientClient(kubeClient(access), access.server);
  const own = platformNamespaces([...enabledAddons(config), addon]);
  refuseInUse(name, await observeLookedAfter(client, addon, own));
  const edited = isOn(config, name) ? editPlatform(dir, env.LOCO_ENV, turnAddonOff(name)) : undefined;
  await forget(client, name);
  return edited;
}

function refuseInUse(name: string, objects: readonly string[]): void {
  if (objects.length === 0) return;
  const more = objects.length > MOST ? [`  and ${objects.length - MOST} more`] : [];
  const lines = [...objects.slice(0, MOST).map((object) => `  ${object}`), ...more];
  throw new LocoError("ADDON_IN_USE", [`${name} looks after these, and nobody would:`, ...lines].join("\n"), {
    hint: "nothing was changed; delete what is not needed any more, and run it again",
  });
}

/** Takes an addon out of what the platform publishes of itself, which is what a plan compares platform.toml with. */
export async function forget(client: Pick<KubeClient, "find" | "patch">, name: string): Promise<void> {
  const { namespace, name: map, key } = PUBLISHED;
  const path = `/api/v1/namespaces/${namespace}/configmaps/${map}`;
  const text = (await client.find<{ readonly data?: Readonly<Record<string, string>> }>(path))?.data?.[key];
  if (text === undefined) return;
  const published = JSON.parse(text) as { readonly addons?: readonly string[] };
  const addons = (published.addons ?? []).filter((each) => each !== name);
  await client.patch(path, {
    data: { [key]: `${JSON.stringify({ ...published, addons }, undefined, 2)}\n` },
  });
}
