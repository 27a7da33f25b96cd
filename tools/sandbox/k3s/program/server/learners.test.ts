import { expect, it } from "vitest";
import type { EtcdClient } from "../etcd-client.ts";
import { logrus } from "../log.ts";
import { learnerWatch } from "./learners.ts";

const quiet = logrus(() => {});
const minute = 60_000;

function fakeEtcd(promote: () => Promise<void>): EtcdClient & { readonly removed: string[] } {
  const removed: string[] = [];
  return {
    removed,
    members: async () => [
      { ID: "1", name: "cp-1-aaaa", peerURLs: ["https://10.1.0.11:2380"] },
      { ID: "2", peerURLs: ["https://10.1.0.12:2380"], isLearner: true },
    ],
    addLearner: async () => {},
    promote,
    remove: async (id) => void removed.push(id),
    role: async () => "voter",
    leads: async () => true,
  };
}

it("a learner that is not in sync is kept for five minutes, then removed so that others can join", async () => {
  const etcd = fakeEtcd(() => Promise.reject(new Error("not in sync with leader")));
  const watch = learnerWatch(etcd, quiet);
  await watch.round(0);
  await watch.round(4.9 * minute);
  expect(etcd.removed).toEqual([]);
  await watch.round(5 * minute);
  expect(etcd.removed).toEqual(["2"]);
});

it("a learner that has caught up is promoted, however long that took", async () => {
  let attempts = 0;
  const etcd = fakeEtcd(async () => {
    if (++attempts === 1) throw new Error("not in sync with leader");
  });
  const watch = learnerWatch(etcd, quiet);
  await watch.round(0);
  await watch.round(10 * minute);
  expect([attempts, etcd.removed]).toEqual([2, []]);
});
