import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test.each([
  ["listZones", "zone", "sandbox"],
  ["listNetworkOfferings", "networkoffering", "DefaultIsolatedNetworkOfferingWithSourceNatService"],
  ["listServiceOfferings", "serviceoffering", "medium"],
  ["listDiskOfferings", "diskoffering", "Custom"],
])("%s finds by exact name and by id", async (command, key, name) => {
  const { call } = await testCloud();
  const found = await call(command, { name });
  expect(found).toMatchObject({ count: 1, [key]: [{ name }] });
  expect((await call(command, { id: found[key][0].id })).count).toBe(1);
  expect(await call(command, { name: name.slice(1) })).toEqual({});
});

test("templates are looked up by filter", async () => {
  const { call } = await testCloud();
  const args = { name: "Ubuntu 24.04", templatefilter: "executable" };
  expect((await call("listTemplates", args)).template).toMatchObject([
    { isready: true, name: "Ubuntu 24.04" },
  ]);
  expect(await call("listTemplates", { templatefilter: "self" })).toEqual({});
  await expect(call("listTemplates", { templatefilter: "mine" })).rejects.toThrow("Invalid template filter");
});

test("all times are in the form that the provider's data sources can read", async () => {
  const { call, network } = await testCloud();
  await network();
  expect((await call("listNetworks")).network[0].created).toBe("2026-03-01T12:00:00+0000");
});
