import type { Fact, Manifest } from "../facts.ts";
import type { MaintenanceWindow } from "../maintenance-window.ts";

const pod = (manifests: readonly Manifest[]) =>
  manifests.find(({ kind }) => kind === "DaemonSet")?.spec.template.spec;

const args = (manifests: readonly Manifest[]): readonly string[] => pod(manifests)?.containers[0].args ?? [];

/** An argument of kured that must have a value. */
const has = (name: string, value: (window: MaintenanceWindow) => string): Fact => ({
  fact: `kured has the ${name} of its settings`,
  broken: (manifests, { config }) => {
    const found = args(manifests).filter((arg) => arg.startsWith(`--${name}=`));
    return found.join() === `--${name}=${value(config.addons.kured.window)}`
      ? undefined
      : found.join() || "none";
  },
});

export const kuredFacts: readonly Fact[] = [
  has("start-time", ({ start }) => start),
  has("end-time", ({ end }) => end),
  has("time-zone", ({ timezone }) => timezone),
  {
    fact: "one node reboots at a time, and only when it could be drained",
    broken: (manifests) => {
      const found = args(manifests).filter((arg) => /^--(concurrency|force-reboot)/.test(arg));
      return found.join() === "--concurrency=1" ? undefined : found.join() || "no limit";
    },
  },
  {
    fact: "kured looks at the node's own /var/run/reboot-required",
    broken: (manifests) => {
      const { containers, volumes } = pod(manifests) ?? {};
      const found = JSON.stringify([volumes, containers?.[0].volumeMounts]);
      const looks = args(manifests).includes("--reboot-sentinel=/sentinel/reboot-required");
      return looks && found.includes('"path":"/var/run"') && found.includes('"mountPath":"/sentinel"')
        ? undefined
        : found;
    },
  },
];
