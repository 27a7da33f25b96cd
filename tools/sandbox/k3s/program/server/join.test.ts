import { describe, expect, it } from "vitest";
import { mismatches, planJoin } from "./join.ts";

const member = (name: string, ip: string) => ({ ID: "1", name, peerURLs: [`https://${ip}:2380`] });
const url = "https://10.1.0.12:2380";

describe("planJoin", () => {
  it("adds a server that the cluster does not know", () => {
    expect(planJoin([member("cp-1-g1-aaaa", "10.1.0.11")], "cp-2-g1-bbbb", "cp-2-g1", url)).toEqual({
      kind: "add",
    });
  });

  it("goes on where an earlier attempt was added but never started", () => {
    expect(planJoin([member("", "10.1.0.12")], "cp-2-g1-bbbb", "cp-2-g1", url)).toEqual({ kind: "added" });
  });

  it("refuses an address that an older generation's member still holds", () => {
    const plan = planJoin([member("cp-2-g1-bbbb", "10.1.0.12")], "cp-2-g2-cccc", "cp-2-g2", url);
    expect(plan).toMatchObject({
      kind: "refuse",
      reason: expect.stringContaining("Peer URLs already exists"),
    });
  });

  it("refuses a node name that another member has", () => {
    const plan = planJoin([member("cp-2-g1-bbbb", "10.1.0.99")], "cp-2-g1-dddd", "cp-2-g1", url);
    expect(plan).toMatchObject({ kind: "refuse", reason: expect.stringContaining("duplicate node name") });
  });
});

it("mismatches names each flag that differs, with both values", () => {
  expect(mismatches({ a: "1", b: "2" }, { a: "1", b: "3", c: "4" })).toEqual([
    "b (here 2, there 3)",
    "c (here undefined, there 4)",
  ]);
});
