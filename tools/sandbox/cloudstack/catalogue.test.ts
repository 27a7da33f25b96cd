import { expect, test } from "vitest";
import generated from "./catalogue.gen.json" with { type: "json" };
import { checkResponse, isAsync } from "./catalogue.ts";
import { commands } from "./commands.ts";

test("the catalogue holds the simulator's commands, no more and no fewer", () => {
  expect(Object.keys(generated.commands)).toEqual(Object.keys(commands).sort());
});

test.each(Object.keys(commands))("%s answers with a job exactly if CloudStack does", (name) => {
  expect(commands[name]?.kind === "async").toBe(isAsync(name));
});

test("a response field that CloudStack does not have is a bug, at any depth", () => {
  const check = (network: unknown) => () => checkResponse("listNetworks", { count: 1, network: [network] });
  expect(check({ id: "1", tags: [{ key: "a" }] })).not.toThrow();
  expect(check({ colour: "red" })).toThrow("listNetworks has no response field 'network.colour'");
  expect(check({ tags: [{ colour: "red" }] })).toThrow("'network.tags.colour'");
});
