import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, KubeError, kubeClient } from "../../tools/kubernetes/kube-client.ts";
import { accessOf } from "../../tools/kubernetes/kubeconfig-access.ts";

const LIST = "/api/v1/namespaces/default/configmaps";
const NAME = "counter";
const PAUSE_MS = 100;

interface Counter {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data: { readonly count: string };
}

/** What a client saw that wrote and read all the time. */
export interface Tally {
  /** Writes that the API acknowledged. */
  readonly writes: number;
  /** Requests that failed; each was tried again. */
  readonly failures: number;
  /** Longest time without an answer, in milliseconds, and what was going on then. */
  readonly longestGap: { readonly milliseconds: number; readonly during: string };
  /** Reads that did not show what had been acknowledged before. */
  readonly lost: readonly string[];
}

/** A client of the API, through the load balancer, that counts up in a ConfigMap until it is stopped. */
export interface CountingClient {
  /** Says what is going on, for the gaps. */
  during(what: string): void;
  tally(): Tally;
  stop(): Promise<Tally>;
}

/** Starts counting. It is the only writer, so each read must show the last acknowledged count, or a later one tried. */
export async function startCounting(kubeconfig: string): Promise<CountingClient> {
  const kube = kubeClient(accessOf(readFileSync(kubeconfig, "utf8")));
  await kube.create(LIST, { metadata: { name: NAME }, data: { count: "0" } });
  let stopping = false;
  let now = "start";
  let [writes, failures, acknowledged, tried] = [0, 0, 0, 0];
  let longestGap = { milliseconds: 0, during: now };
  let answered = performance.now();
  const lost: string[] = [];
  const heard = () => {
    const milliseconds = Math.round(performance.now() - answered);
    if (milliseconds > longestGap.milliseconds) longestGap = { milliseconds, during: now };
    answered = performance.now();
  };
  const loop = async () => {
    while (!stopping) {
      try {
        const found = await read(kube);
        heard();
        const count = Number(found.data.count);
        if (count < acknowledged || count > tried)
          lost.push(`${count}, not ${acknowledged} to ${tried} (${now})`);
        acknowledged = count;
        tried = count + 1;
        await kube.put(`${LIST}/${NAME}`, { ...found, data: { count: String(tried) } });
        heard();
        acknowledged = tried;
        writes++;
      } catch (error) {
        if (error instanceof KubeError && error.status < 500) lost.push(`${error.message} (${now})`);
        failures++;
      }
      await sleep(PAUSE_MS);
    }
  };
  const running = loop();
  const tally = () => ({ writes, failures, longestGap, lost });
  return {
    during(what) {
      now = what;
    },
    tally,
    async stop() {
      stopping = true;
      await running;
      const last = Number((await read(kube)).data.count);
      if (last < acknowledged) lost.push(`${last} at the end, not ${acknowledged}`);
      return tally();
    },
  };
}

const read = (kube: KubeClient) => kube.get<Counter>(`${LIST}/${NAME}`);
