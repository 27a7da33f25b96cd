import type { Addon, AddonInput } from "../../../platform/addons/addon.ts";
import { valuesOf } from "../../../platform/addons/addon-release.ts";
import { settingsOf } from "../../../platform/addons/catalogue.ts";
import { valuesText } from "../../../platform/addons/values-text.ts";
import { kubernetesVersion } from "../../../platform/config/kubernetes-version.ts";
import { ignoredKeys, leaves } from "../../charts/ignored-keys.ts";
import { imagesIn, isPinned } from "../../charts/images.ts";
import { manifestsIn, type Render } from "../../charts/render.ts";
import { NOTHING, type Requests, requestsOf } from "../../charts/requests.ts";

/** What an addon's chart renders to, and what is wrong with it. */
export interface AddonVerdict {
  readonly name: string;
  readonly objects: number;
  readonly facts: number;
  readonly requests: Requests;
  readonly images: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Renders an addon with its values and looks at the outcome: it is the same twice, shows every fact of the addon, needs
 * every key that is set, and runs no image that moves.
 */
export async function verifyAddon(
  addon: Addon,
  input: AddonInput,
  chart: string,
  render: Render,
): Promise<AddonVerdict> {
  const { name, namespace, facts = [] } = addon;
  const kubeVersion = kubernetesVersion(input.config);
  const rendered = (values: Readonly<Record<string, unknown>>, crds = false) =>
    render({ chart, release: name, namespace, values: valuesText(values), kubeVersion, crds });
  const values = valuesOf(addon, input);
  const added = settingsOf(input.config, name)?.values ?? {};
  const texts = await Promise.all([rendered(values), rendered(values)]).catch((error: Error) => error);
  if (texts instanceof Error) {
    const whose = (await rendered(addon.values(input)).then(
      () => Object.keys(added).length > 0,
      () => false,
    ))
      ? `what [addons.${name}.values] adds`
      : "the values";
    const problems = [`the chart refuses ${whose}: ${texts.message}`];
    return { name, objects: 0, facts: 0, requests: NOTHING, images: [], problems };
  }
  const [text, again] = texts;
  const manifests = manifestsIn(text);
  const broken = facts.flatMap(({ fact, broken }) => {
    const instead = broken(manifests, input);
    return instead === undefined ? [] : [`${fact}: ${instead}`];
  });
  const images = imagesIn(manifests);
  const same = text === again;
  const ignored = same ? await ignoredKeys(addon.values(input), rendered) : [];
  const inVain = same ? await ignoredKeys(values, rendered, leaves(added)) : [];
  return {
    name,
    objects: manifests.length,
    facts: facts.length,
    requests: requestsOf(manifests, nodeCount(input)),
    images,
    problems: [
      ...(same ? [] : ["two renders differ, so every deploy would change the release"]),
      ...broken,
      ...ignored.map((key) => `the chart ignores ${key}, or has it so by default`),
      ...inVain.map((key) => `the chart ignores addons.${name}.values.${key}, or has it so by default`),
      ...images.filter((image) => !isPinned(image)).map((image) => `image ${image} may change any time`),
    ],
  };
}

const nodeCount = ({ config }: AddonInput) =>
  config.control_plane_count + config.pools.reduce((sum, { count }) => sum + count, 0);
