import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

const gibibyte = 2 ** 30;

async function withVolume() {
  const cloud = await testCloud();
  const { diskoffering } = await cloud.call("listDiskOfferings");
  const vm = await cloud.machine(await cloud.network(), "cp-1", { rootdisksize: 20 });
  const create = async (args: Readonly<Record<string, string | number>> = {}) => {
    const fixed = { name: "pvc-1", diskofferingid: diskoffering[0].id, zoneid: cloud.zone, size: 5 };
    return (await cloud.run("createVolume", { ...fixed, ...args })).volume;
  };
  return { ...cloud, vm, create };
}

test("a machine has one root volume of the size it asked for, in bytes", async () => {
  const { call, vm } = await withVolume();
  const { volume } = await call("listVolumes", { virtualmachineid: vm.id, type: "ROOT" });
  expect(volume).toMatchObject([{ type: "ROOT", size: 20 * gibibyte, deviceid: 0, vmname: "cp-1" }]);
});

test("a data volume is attached at the first free device and detached again", async () => {
  const { run, create, vm } = await withVolume();
  const ids = [await create(), await create(), await create()].map(({ id }) => id);
  expect(await create()).toMatchObject({ state: "Allocated", type: "DATADISK", diskofferingname: "Custom" });
  const devices = [];
  for (const id of ids)
    devices.push((await run("attachVolume", { id, virtualmachineid: vm.id })).volume.deviceid);
  expect(devices).toEqual([1, 2, 4]);
  const { volume } = await run("detachVolume", { id: ids[0] });
  expect(volume).not.toHaveProperty("virtualmachineid");
  expect(
    (await run("attachVolume", { id: ids[0], virtualmachineid: vm.id, deviceid: 7 })).volume.deviceid,
  ).toBe(7);
});

test("an attached volume is neither attached again nor deleted", async () => {
  const { run, call, create, vm } = await withVolume();
  const { id } = await create();
  await run("attachVolume", { id, virtualmachineid: vm.id });
  const message = "Please specify a volume that is not attached to any VM.";
  await expect(run("attachVolume", { id, virtualmachineid: vm.id })).rejects.toThrow(message);
  await expect(call("deleteVolume", { id })).rejects.toMatchObject({ status: 431, message });
  await run("detachVolume", { id });
  expect(await call("deleteVolume", { id })).toEqual({ success: true });
  await expect(call("deleteVolume", { id })).rejects.toMatchObject({ code: 431, csCode: 4350 });
});

test("a volume grows, and shrinks only with consent", async () => {
  const { run, create } = await withVolume();
  const { id } = await create();
  expect((await run("resizeVolume", { id, size: 8 })).volume.size).toBe(8 * gibibyte);
  await expect(run("resizeVolume", { id, size: 6 })).rejects.toThrow("shrinkok");
  expect((await run("resizeVolume", { id, size: 6, shrinkok: true })).volume.size).toBe(6 * gibibyte);
});

test("data volumes outlive their machine", async () => {
  const { run, call, create, vm } = await withVolume();
  const { id } = await create();
  await run("attachVolume", { id, virtualmachineid: vm.id });
  await run("destroyVirtualMachine", { id: vm.id, expunge: true });
  const { volume } = await call("listVolumes");
  expect(volume).toHaveLength(1);
  expect(volume[0]).toMatchObject({ id, state: "Ready" });
  expect(volume[0]).not.toHaveProperty("virtualmachineid");
});

test.each([
  [{ size: 0 }, "is out of allowed range"],
  [{ snapshotid: "" }, "entity does not exist"],
])("a volume with %o is refused", async (args, message) => {
  const { create } = await withVolume();
  await expect(create(args)).rejects.toThrow(message);
});
