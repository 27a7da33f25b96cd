import type { EtcdClient } from "../etcd-client.ts";
import type { Logger } from "../log.ts";

/** k3s gives a learner so long to become a voter, in milliseconds (learnerMaxStallTime in pkg/etcd/etcd.go). */
const maxStall = 5 * 60 * 1000;

/** Looks after servers that are joining. */
export interface LearnerWatch {
  /** Promotes the learners that have caught up, and removes those that never come. `now` is in milliseconds. */
  round(now: number): Promise<void>;
}

/** A watch that remembers since when it has known each learner. etcd has one learner at a time. */
export function learnerWatch(etcd: EtcdClient, log: Logger): LearnerWatch {
  const since = new Map<string, number>();
  return {
    async round(now) {
      const learners = (await etcd.members()).filter((member) => member.isLearner === true);
      for (const { ID, name, peerURLs } of learners) {
        const first = since.get(ID) ?? now;
        since.set(ID, first);
        try {
          await etcd.promote(ID);
          log.info(`Promoted learner ${name} at ${peerURLs[0]} to voting member`);
        } catch {
          // Not in sync yet, not started yet, or promoted by another server meanwhile.
          if (now - first < maxStall) continue;
          log.warn(`Removing learner ${name} at ${peerURLs[0]}: no progress for 5 minutes`);
          await etcd.remove(ID);
        }
      }
    },
  };
}
