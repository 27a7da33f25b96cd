import { expect, test } from "vitest";
import { distil } from "./cloudstack-catalogue.ts";

const param = (name: string, required: boolean) => ({ name, type: "uuid", required });
const listed = JSON.stringify({
  api: [
    {
      name: "startThing",
      isasync: true,
      params: [param("zone", false), param("id", true)],
      response: [{ name: "id" }, {}, { name: "nic", response: [{ name: "mac" }, { name: "ip" }] }],
    },
    {
      name: "listThings",
      isasync: false,
      params: [],
      response: [{ name: "nic", response: [{ name: "ip" }, { name: "mac" }] }, { name: "id" }],
    },
    { name: "other", isasync: false, params: [], response: [] },
  ],
});

test("keeps the facts of the named commands, sorted, and one shape for equal answers", () => {
  expect(JSON.parse(distil(listed, ["startThing", "listThings"]))).toEqual({
    generated: "by tools/gen/cloudstack-catalogue.ts; do not edit",
    source: "github.com/apache/cloudstack-go/v2@v2.18.1 generate/listApis.json",
    commands: {
      listThings: { async: false, params: {}, response: "listThings" },
      startThing: { async: true, params: { id: "uuid*", zone: "uuid" }, response: "listThings" },
    },
    shapes: { listThings: { id: null, nic: { ip: null, mac: null } } },
  });
});

test("is the same text whatever the order of the commands", () => {
  expect(distil(listed, ["startThing", "listThings"])).toBe(
    distil(listed, ["listThings", "startThing", "listThings"]),
  );
});

test("refuses a command that CloudStack does not have", () => {
  expect(() => distil(listed, ["fly"])).toThrow("the CloudStack API catalogue has no command 'fly'");
});
