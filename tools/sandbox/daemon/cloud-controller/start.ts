import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, type ClusterSource, clusterFinder } from "./cluster.ts";

const INTERVAL_MS = 2_000;

/** One controller's round: looks at the cluster and does what is missing. */
export interface Controller {
  readonly name: string;
  readonly round: (cluster: Cluster) => Promise<void>;
}

/** Runs controllers in rounds, one after the other; what goes wrong is logged once and tried again. */
export function startControllers(
  source: ClusterSource,
  controllers: readonly Controller[],
  log: (line: string) => void,
): { stop(): void } {
  const findCluster = clusterFinder(source);
  let stopped = false;
  const complaints = new Map<string, string>();
  const attempt = async (name: string, work: () => Promise<void>) => {
    const failure = await work().then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (failure !== "" && failure !== complaints.get(name)) log(`${name}: ${failure}`);
    complaints.set(name, failure);
  };
  const loop = async () => {
    while (!stopped) {
      await attempt("cloud controllers", async () => {
        const cluster = await findCluster();
        if (cluster === undefined) return;
        for (const { name, round } of controllers) await attempt(name, () => round(cluster));
      });
      await sleep(INTERVAL_MS);
    }
  };
  void loop();
  return {
    stop() {
      stopped = true;
    },
  };
}
