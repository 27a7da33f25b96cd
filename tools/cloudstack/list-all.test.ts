import { expect, it } from "vitest";
import { listAll } from "./list-all.ts";

it("asks page after page until one is not full", async () => {
  const all = Array.from({ length: 401 }, (_, id) => ({ id }));
  const asked: unknown[] = [];
  const found = await listAll(
    async (command, { page = 0, pagesize = 0, ...rest } = {}) => {
      asked.push([command, page, rest]);
      const shown = all.slice((Number(page) - 1) * Number(pagesize), Number(page) * Number(pagesize));
      return { count: all.length, network: shown };
    },
    "listNetworks",
    { zoneid: "z" },
  );
  expect(found).toEqual(all);
  expect(asked).toEqual([1, 2, 3].map((page) => ["listNetworks", page, { zoneid: "z" }]));
});

it("takes an answer without a list for nothing", async () => {
  expect(await listAll(async () => ({}), "listNetworks")).toEqual([]);
});
