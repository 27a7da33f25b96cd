import { expect, it } from "vitest";
import type { StateResource } from "../stack/state-record.ts";
import { deployedNodes } from "./observe-state.ts";

const resource = (type: string, name: string, values: object, rest: Partial<StateResource> = {}) =>
  ({ address: `${type}.${name}`, type, name, values, ...rest }) as StateResource;

const instance = (slot: string, id: string, rest: Partial<StateResource> = {}) =>
  resource("cloudstack_instance", slot, { id, name: `acme-${slot}-g1`, ip_address: "10.1.1.32" }, rest);

/** As Terraform writes a value whose type it found out by itself. */
const dynamic = (value: object) => ({ value, type: ["object", {}] });

it("reads what was recorded, not what a plan wants", () => {
  const record = resource("terraform_data", "generation-apps-1", {
    input: dynamic({ generation: 2, ip: "10.1.1.99" }),
    output: dynamic({ generation: 1, ip: "10.1.1.32" }),
  });
  const { nodes, deployed } = deployedNodes([record, instance("apps-1", "vm")], "acme");
  expect(deployed).toBe(true);
  expect(nodes.get("apps-1")).toEqual({
    generation: 1,
    ip: "10.1.1.32",
    name: "acme-apps-1-g1",
    machineId: "vm",
  });
});

it("takes the address of the machine in states that recorded none", () => {
  const record = resource("terraform_data", "generation-apps-1", { output: { generation: 1 } });
  expect(deployedNodes([record, instance("apps-1", "vm")], "acme").nodes.get("apps-1")?.ip).toBe("10.1.1.32");
});

it("knows a node whose machine was never made", () => {
  const record = resource("terraform_data", "generation-cp-1", {
    output: { generation: 3, ip: "10.1.1.11" },
  });
  expect(deployedNodes([record], "acme").nodes.get("cp-1")).toEqual({
    generation: 3,
    ip: "10.1.1.11",
    name: "acme-cp-1-g3",
  });
});

it("passes over what a replacement still has to delete, and marks what did not end well", () => {
  const found = deployedNodes(
    [instance("apps-1", "old", { deposed: "1a2b" }), instance("apps-1", "new", { tainted: true })],
    "acme",
  );
  expect(found.nodes.get("apps-1")).toMatchObject({ machineId: "new", tainted: true });
});

it("takes the number of servers from the record, whatever name it was moved to", () => {
  const record = resource("terraform_data", "servers-1", { output: dynamic({ count: 3 }) });
  expect(deployedNodes([record], "acme").servers).toBe(3);
  expect(deployedNodes([], "acme")).toEqual({ deployed: false, nodes: new Map(), fixed: {} });
});

it("knows until when the first server may start a cluster", () => {
  const output = dynamic({ generation: 2, initialise_until: "2026-01-31T12:00:00Z" });
  expect(deployedNodes([resource("terraform_data", "birth", { output })], "acme").birth).toEqual({
    generation: 2,
    initialiseUntil: "2026-01-31T12:00:00Z",
  });
});
