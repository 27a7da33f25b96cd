import { describe, expect, it } from "vitest";
import { parseState } from "./state-record.ts";

const state = (resources: readonly object[]) =>
  JSON.stringify({ version: 4, lineage: "one", serial: 3, outputs: { a: { value: 1 } }, resources });
const vm = { mode: "managed", type: "cloudstack_instance", name: "cp-1" };

describe("parseState", () => {
  it("tells no state from an empty one", () => {
    expect(parseState("")).toBeUndefined();
    expect(parseState('{"version":4,"lineage":"","serial":0,"outputs":{},"resources":[]}')).toBeUndefined();
    expect(parseState(state([]))).toEqual({ lineage: "one", serial: 3, resources: [], outputs: { a: 1 } });
  });

  it("shows managed resources, tainted and deposed ones as such", () => {
    const instances = [
      { status: "tainted", attributes: { id: "new" } },
      { deposed: "abc", attributes: { id: "old" } },
    ];
    const data = { mode: "data", type: "http", name: "gate", instances: [{}] };
    expect(parseState(state([{ ...vm, instances }, data]))?.resources).toEqual([
      {
        address: "cloudstack_instance.cp-1",
        type: vm.type,
        name: "cp-1",
        values: { id: "new" },
        tainted: true,
      },
      {
        address: "cloudstack_instance.cp-1",
        type: vm.type,
        name: "cp-1",
        values: { id: "old" },
        deposed: "abc",
      },
    ]);
  });

  it("writes the key of a counted resource as Terraform does", () => {
    const instances = [{ index_key: 0 }, { index_key: "a" }];
    expect(parseState(state([{ ...vm, instances }]))?.resources.map(({ address }) => address)).toEqual([
      "cloudstack_instance.cp-1[0]",
      'cloudstack_instance.cp-1["a"]',
    ]);
  });

  it("refuses what is no state, instead of taking it for an empty one", () => {
    for (const text of ["garbage", "{}", '{"version":3,"lineage":"one"}']) {
      expect(() => parseState(text)).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
    }
  });
});
