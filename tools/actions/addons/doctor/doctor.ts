import type { Addon } from "../../../../platform/addons/addon.ts";
import { enabledAddons, isOn } from "../../../../platform/addons/catalogue.ts";
import { requirePlatform } from "../../../../platform/read-platform.ts";
import { type KubeClient, kubeClient } from "../../../kubernetes/kube-client.ts";
import { accessOf } from "../../../kubernetes/kubeconfig-access.ts";
import { readKubeconfig } from "../../kubeconfig.ts";
import { patientClient } from "../../nodes/patient-client.ts";
import { openStack } from "../../stack/stack.ts";
import { addonNamed } from "../named.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { logReader, observeRelease, type Place } from "./observe.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/**
 * Looks at the addons that are on, or at the one that is named, in the cluster. Changes nothing.
 *
 * @throws LocoError CONFIG_INVALID, CONFIG_MISSING, STACK_NOT_DEPLOYED, ADDON_UNKNOWN, API_UNREACHABLE
 */
export async function examineAddons(dir: string, env: Env, name: string | undefined): Promise<Diagnosis[]> {
  const { config } = requirePlatform(dir, env.LOCO_ENV);
  const addons = name === undefined ? enabledAddons(config) : [addonNamed(name)];
  const off = addons.find((addon) => !isOn(config, addon.name));
  if (off !== undefined) return [isOff(off.name)];
  const access = accessOf(await readKubeconfig(await openStack(dir, env)));
  const client = patientClient(kubeClient(access), access.server);
  return diagnoseAll(client, addons.flatMap(releasesOf));
}

const isOff = (release: string): Diagnosis => ({
  release,
  state: "missing",
  text: "is off",
  findings: [],
  hint: `write [addons.${release}] in platform.toml, with enabled = true where it is false, and deploy`,
});

/** An addon's releases: its definitions have one of their own where its chart does not upgrade them. */
const releasesOf = ({ name, namespace, crds }: Addon): readonly Place[] => [
  ...(crds === undefined ? [] : [{ name: `${name}-crds`, namespace }]),
  { name, namespace },
];

/** One release after the other, in their order: the first that is broken may be why the next ones are. */
export async function diagnoseAll(
  client: Pick<KubeClient, "get" | "getText">,
  releases: readonly Place[],
): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const release of releases) {
    const facts = await observeRelease(client, release);
    found.push(await diagnose(facts, logReader(client)));
  }
  return found;
}

/** The text of `loco addons doctor`. */
export function formatDiagnoses(diagnoses: readonly Diagnosis[]): string {
  if (diagnoses.length === 0) return "no addon is on: npx loco addons lists what there is";
  const width = Math.max(...diagnoses.map(({ release }) => release.length));
  const indent = " ".repeat(2 + 7 + 2 + width + 2);
  return diagnoses
    .flatMap(({ release, state, text, findings, hint }) => [
      `  ${state.padEnd(7)}  ${release.padEnd(width)}  ${text}`,
      ...findings.flatMap((finding) => [
        `${indent}${finding.object}: ${finding.text}`,
        ...(finding.log ?? []).map((line) => `${indent}  | ${line}`),
      ]),
      ...(hint === undefined ? [] : [`${indent}${hint}`]),
    ])
    .join("\n");
}
