import { describe, expect, it } from "vitest";
import { stateValues } from "./synth-releases-state.ts";

const resources = [
  { address: "cloudstack_ipaddress.api-address", values: { ip_address: "10.0.0.1", tags: null } },
  { address: "data.http.api-ready", values: { status_code: 200, headers: [{ name: "a" }] } },
];
const resolve = stateValues(JSON.stringify({ values: { root_module: { resources } } }));

describe("stateValues", () => {
  it.each([
    ["cloudstack_ipaddress.api-address.ip_address", "10.0.0.1"],
    ["data.http.api-ready.status_code", "200"],
    ["data.http.api-ready.headers[0].name", "a"],
  ])("finds %s", (expression, value) => {
    expect(resolve(expression)).toBe(value);
  });

  it.each([
    "cloudstack_ipaddress.api-address.other",
    "cloudstack_ipaddress.api-address.tags",
    "cloudstack_ipaddress.other.ip_address",
    "data.http.api-ready.headers",
    "upper(cloudstack_ipaddress.api-address.ip_address)",
    "var.x",
  ])("refuses %s", (expression) => {
    expect(() => resolve(expression)).toThrow(`${expression} is not a plain attribute`);
  });

  it("knows nothing of a stack that is not deployed", () => {
    expect(() => stateValues("{}")("a.b.c")).toThrow("not a plain attribute");
  });
});
