import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { AddonInput } from "../../../platform/addons/addon.ts";
import { valuesOf } from "../../../platform/addons/addon-release.ts";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import { valuesText } from "../../../platform/addons/values-text.ts";
import { kubernetesVersion } from "../../../platform/config/kubernetes-version.ts";
import { folderSource, locateChart } from "../chart-source.ts";
import { manifestsIn, type Render } from "../render.ts";
import { podCount, type Requests, requestsOf, withoutRequests } from "../requests.ts";
import type { ChartFootprint, Footprint, PeerFootprint } from "./footprint.ts";

/** What the same is usually done with. */
const PEERS = ["kube-prometheus-stack"];

/** Renders the chart of every addon that is on, and what it is compared with, and sums up. Errors: CHART_MISSING. */
export async function measure(
  input: AddonInput,
  nodes: number,
  folder: string,
  render: Render,
): Promise<Footprint> {
  const kubeVersion = kubernetesVersion(input.config);
  const addons: Record<string, ChartFootprint> = {};
  for (const addon of input.addons.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const { name, namespace, chart } = addon;
    const path = await locateChart(chart, folderSource(folder));
    const values = valuesText(valuesOf(addon, input));
    const text = await render({ chart: path, release: name, namespace, values, kubeVersion });
    const manifests = manifestsIn(text);
    addons[name] = {
      ...("folder" in chart ? {} : { version: chart.version, ...digestOf(path) }),
      pods: podCount(manifests, nodes),
      ...rounded(requestsOf(manifests, nodes)),
    };
  }
  const peers: PeerFootprint[] = [];
  for (const name of PEERS) {
    const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}-`) && entry.endsWith(".tgz"));
    if (file === undefined) continue;
    const path = join(folder, file);
    const text = await render({ chart: path, release: name, namespace: name, values: "", kubeVersion });
    const manifests = manifestsIn(text);
    peers.push({
      name,
      version: file.slice(name.length + 1, -".tgz".length),
      ...digestOf(path),
      pods: podCount(manifests, nodes),
      ...rounded(requestsOf(manifests, nodes)),
      withoutRequests: withoutRequests(manifests),
    });
  }
  return { addons, peers };
}

const rounded = ({ cpu, memory }: Requests): Requests => ({
  cpu: Math.round(cpu),
  memory: Math.round(memory),
});

function digestOf(path: string): { readonly sha256?: string } {
  const digest = packageDigest(path);
  return digest === undefined ? {} : { sha256: digest.slice("sha256:".length) };
}
