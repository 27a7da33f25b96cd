import type { Fact, Manifest } from "../facts.ts";

const plan = (manifests: readonly Manifest[], name: string) =>
  manifests.find(({ kind, metadata }) => kind === "Plan" && metadata.name === name)?.spec;

const PLANS = ["k3s-servers", "k3s-agents"];

export const k3sUpgradeFacts: readonly Fact[] = [
  {
    fact: "both plans install the platform's k3s release from an image of that release",
    broken: (manifests, { config: { k3s_version } }) => {
      const wanted = `${k3s_version} from rancher/k3s-upgrade:${k3s_version.replace("+", "-")}`;
      const found = PLANS.map((name) => {
        const { version, upgrade } = plan(manifests, name) ?? {};
        return `${version} from ${upgrade?.image}`;
      });
      return found.every((one) => one === wanted) ? undefined : found.join(", ");
    },
  },
  {
    fact: "the plans bear every taint, or nodes of a tainted pool would stay behind",
    broken: (manifests) => {
      const shy = PLANS.filter((name) => {
        const tolerations: readonly object[] = plan(manifests, name)?.tolerations ?? [];
        return !tolerations.some((one) => JSON.stringify(one) === '{"operator":"Exists"}');
      });
      return shy.length === 0 ? undefined : shy.join(", ");
    },
  },
  {
    fact: "servers are upgraded one after the other",
    broken: (manifests) => {
      const { concurrency } = plan(manifests, "k3s-servers") ?? {};
      return concurrency === 1 ? undefined : `${concurrency} at once`;
    },
  },
  {
    fact: "a drain respects PodDisruptionBudgets and loses no pod that nobody makes again",
    broken: (manifests) => {
      const script: string = plan(manifests, "k3s-servers")?.prepare.args[0] ?? "";
      const drain = /^ *if ! kubectl drain [\s\S]*?; then$/m.exec(script)?.[0];
      if (drain === undefined) return "there is no drain";
      return /--(force|disable-eviction)/.exec(drain)?.[0];
    },
  },
];
