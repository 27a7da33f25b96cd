import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test("tags are shown on their object, filter lists, and are removed by key and value", async () => {
  const { call, run, network } = await testCloud();
  const id = await network();
  await network({ name: "other" });
  const target = { resourcetype: "network", resourceids: id };
  const tags = {
    "tags[0].key": "cluster",
    "tags[0].value": "platform",
    "tags[1].key": "x",
    "tags[1].value": "1",
  };
  expect(await run("createTags", { ...target, ...tags })).toEqual({ success: true });
  const found = await call("listNetworks", { "tags[0].key": "cluster", "tags[0].value": "platform" });
  expect(found.network).toMatchObject([
    { id, tags: [{ key: "cluster", resourcetype: "Network" }, { key: "x" }] },
  ]);
  await run("deleteTags", { ...target, "tags[0].key": "x" });
  expect((await call("listTags", { resourceid: id })).tag).toMatchObject([
    { key: "cluster", value: "platform" },
  ]);
});

test("a key is given once per object", async () => {
  const { run, network } = await testCloud();
  const id = await network();
  const tag = { resourcetype: "Network", resourceids: id, "tags[0].key": "a", "tags[0].value": "1" };
  await run("createTags", tag);
  await expect(run("createTags", { ...tag, "tags[0].value": "2" })).rejects.toMatchObject({
    code: 530,
    message: `tag a already on Network with id ${id}`,
  });
});

test("unknown types and objects are refused by the job", async () => {
  const { run, network } = await testCloud();
  const tag = { resourceids: await network(), "tags[0].key": "a", "tags[0].value": "1" };
  await expect(run("createTags", { ...tag, resourcetype: "Cat" })).rejects.toThrow(
    "Invalid resource type Cat",
  );
  await expect(run("createTags", { ...tag, resourcetype: "UserVm" })).rejects.toThrow(
    "Unable to find resource",
  );
});
