import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

const group = { name: "cp", type: "host anti-affinity" };

test("a group knows its machines, and they know it", async () => {
  const { run, call, network, machine } = await testCloud();
  const { affinitygroup } = await run("createAffinityGroup", group);
  const vm = await machine(await network(), "cp-1", { affinitygroupids: affinitygroup.id });
  expect(vm.affinitygroup).toMatchObject([{ id: affinitygroup.id, name: "cp" }]);
  expect((await call("listAffinityGroups")).affinitygroup).toMatchObject([{ virtualmachineIds: [vm.id] }]);
});

test("a group in use is not deleted", async () => {
  const { run, network, machine } = await testCloud();
  const { id } = (await run("createAffinityGroup", group)).affinitygroup;
  const vm = await machine(await network(), "cp-1", { affinitygroupnames: "cp" });
  await expect(run("deleteAffinityGroup", { id })).rejects.toThrow("when it's in use by virtual machines");
  await run("stopVirtualMachine", { id: vm.id });
  expect(
    (await run("updateVMAffinityGroup", { id: vm.id, affinitygroupids: "" })).virtualmachine.affinitygroup,
  ).toEqual([]);
  expect(await run("deleteAffinityGroup", { id })).toEqual({ success: true });
});

test("names are unique per owner", async () => {
  const { run, project } = await testCloud();
  await run("createAffinityGroup", group);
  await run("createAffinityGroup", { ...group, projectid: project });
  await expect(run("createAffinityGroup", group)).rejects.toThrow("already exists");
  await run("deleteAffinityGroup", { name: "cp" });
  await run("createAffinityGroup", group);
});

test("groups of a running machine are not changed", async () => {
  const { run, network, machine } = await testCloud();
  await run("createAffinityGroup", group);
  const vm = await machine(await network(), "cp-1");
  await expect(run("updateVMAffinityGroup", { id: vm.id, affinitygroupnames: "cp" })).rejects.toThrow(
    "make sure the virtual machine is stopped",
  );
});
