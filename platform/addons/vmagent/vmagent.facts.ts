import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";
import { addonJobs } from "./pod-jobs.ts";
import type { ScrapeJob } from "./scrape-job.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const flagsOf = (manifests: readonly Manifest[]): readonly string[] =>
  (podOf(manifests)?.containers[0].args ?? []).map((arg: string) => arg.replace(/^--?/, ""));

/** The file that vmagent is started with. */
function jobsOf(manifests: readonly Manifest[]): readonly ScrapeJob[] {
  const volumes: readonly { readonly configMap?: { readonly name: string } }[] =
    podOf(manifests)?.volumes ?? [];
  const mounted = volumes.flatMap(({ configMap }) => configMap?.name ?? []);
  const map = ofKind(manifests, "ConfigMap").find(({ metadata }) => mounted.includes(metadata.name));
  return map === undefined ? [] : parse(map.data["scrape.yml"]).scrape_configs;
}

const jobNamed = (manifests: readonly Manifest[], name: string) =>
  jobsOf(manifests).find(({ job_name }) => job_name === name);

/** Where a job looks for pods: a job without an answer looks everywhere. */
const whereOf = (job: ScrapeJob | undefined) =>
  job?.kubernetes_sd_configs.map(({ namespaces, selectors }) => [
    namespaces?.names,
    selectors?.map(({ label }) => label),
  ]);

const K3S = ["apiserver", "cadvisor", "kubelet"];

export const vmagentFacts: readonly Fact[] = [
  {
    fact: "series go to vmsingle, and to nobody else",
    broken: (manifests) =>
      differs(
        flagsOf(manifests).filter((flag) => flag.startsWith("remoteWrite.url=")),
        ["remoteWrite.url=http://vmsingle.vmsingle:8428/api/v1/write"],
      ),
  },
  {
    fact: "alerts and dashboards find their series by these values of the label job",
    broken: (manifests, { addons }) => {
      const own = addons.flatMap(({ metrics = [] }) => metrics.map(({ job }) => job));
      return differs(
        jobsOf(manifests)
          .map(({ job_name }) => job_name)
          .sort(),
        ["apps", ...K3S, ...own].sort(),
      );
    },
  },
  {
    fact: "addons' pods are looked for by their labels, in their namespaces",
    broken: (manifests, { addons }) =>
      differs(
        addonJobs(addons).map(({ job_name }) => whereOf(jobNamed(manifests, job_name))),
        addonJobs(addons).map(whereOf),
      ),
  },
  {
    fact: "addons' pods are not read again as an app's, for which upstream annotates them",
    broken: (manifests, { addons }) => {
      const left = jobNamed(manifests, "apps")?.relabel_configs[0]?.regex ?? [];
      const twice = addons.filter(({ namespace }) => !left.includes(namespace));
      return twice.length === 0 ? undefined : twice.map(({ namespace }) => namespace).join(", ");
    },
  },
  {
    fact: "no pod sends it on to where only the platform may ask",
    broken: (manifests, { addons }) =>
      differs(
        [...addonJobs(addons).map(({ job_name }) => job_name), "apps"].filter(
          (name) => jobNamed(manifests, name)?.follow_redirects !== false,
        ),
        [],
      ),
  },
  {
    fact: "one pod of an app cannot fill the disk",
    broken: (manifests, { config }) => {
      const most = config.addons.vmagent.series_per_pod;
      const apps = jobNamed(manifests, "apps");
      return differs([apps?.sample_limit, apps?.series_limit], [most, 2 * most]);
    },
  },
  {
    fact: "kubelets and API servers are given its token only when the cluster's CA vouches for them",
    broken: (manifests) => {
      const held = jobsOf(manifests).filter(({ authorization }) => authorization !== undefined);
      const careless = held.filter(({ scheme, tls_config }) => {
        const { ca_file, insecure_skip_verify } = (tls_config ?? {}) as Readonly<Record<string, unknown>>;
        return scheme !== "https" || ca_file === undefined || insecure_skip_verify === true;
      });
      return (
        differs(held.map(({ job_name }) => job_name).sort(), K3S) ??
        (careless.length === 0 ? undefined : careless.map(({ job_name }) => job_name).join(", "))
      );
    },
  },
  {
    fact: "it lists nodes and pods and reads metrics, and may do nothing else",
    broken: (manifests) => {
      const rules = [...ofKind(manifests, "ClusterRole"), ...ofKind(manifests, "Role")].flatMap((role) =>
        role.rules.flatMap(
          ({ resources, nonResourceURLs, verbs }: Readonly<Record<string, readonly string[]>>) =>
            (resources ?? nonResourceURLs ?? []).map((what) => `${(verbs ?? []).join(" ")} ${what}`),
        ),
      );
      const [binding, ...others] = ofKind(manifests, "ClusterRoleBinding");
      const who = [...(binding?.subjects ?? []), ...others].map(({ name }) => name);
      return differs(
        [rules, who],
        [
          ["list watch nodes", "list watch pods", "get nodes/metrics", "get /metrics"],
          [podOf(manifests)?.serviceAccountName],
        ],
      );
    },
  },
  {
    fact: "the pod is not evicted for what its buffer may hold",
    broken: (manifests) => {
      const limit = podOf(manifests)?.volumes.find(
        ({ emptyDir }: { readonly emptyDir?: unknown }) => emptyDir !== undefined,
      )?.emptyDir.sizeLimit;
      const flag = flagsOf(manifests).find((one) => one.startsWith("remoteWrite.maxDiskUsagePerURL="));
      const [waits, room] = [/(\d+)MiB$/.exec(flag ?? ""), /^(\d+)Mi$/.exec(limit ?? "")].map((found) =>
        Number(found?.[1]),
      ) as [number, number];
      return waits + 512 < room ? undefined : `${flag} with ${limit}`;
    },
  },
  {
    fact: "it is found at http://vmagent.vmagent:8429, and its pods bear the level restricted",
    broken: (manifests) => {
      const services = ofKind(manifests, "Service").map(({ metadata, spec }) => [
        metadata.name,
        metadata.namespace,
        spec.type,
        spec.ports.map(({ port }: { readonly port: number }) => port),
      ]);
      return unrestricted(manifests) ?? differs(services, [["vmagent", "vmagent", "ClusterIP", [8429]]]);
    },
  },
];
