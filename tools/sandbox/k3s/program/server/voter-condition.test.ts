import { expect, it } from "vitest";
import { voterCondition } from "./voter-condition.ts";

const member = { ID: "1", name: "cp-1-g1-aaaa", peerURLs: ["https://10.1.0.11:2380"] };

it("says of each server what k3s says of its place in etcd", () => {
  const short = (...args: Parameters<typeof voterCondition>) => {
    const { status, reason } = voterCondition(...args);
    return `${status} ${reason}`;
  };
  expect(short(member)).toBe("True MemberNotLearner");
  expect(short({ ...member, isLearner: true })).toBe("False MemberIsLearner");
  expect(short(member, "connect ECONNREFUSED")).toBe("False Unhealthy");
  expect(short(undefined)).toBe("False NotAMember");
});
