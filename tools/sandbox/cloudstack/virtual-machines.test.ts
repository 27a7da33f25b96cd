import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

async function withMachine(args: Readonly<Record<string, string>> = {}) {
  const cloud = await testCloud();
  const networkid = await cloud.network();
  return { ...cloud, networkid, vm: await cloud.machine(networkid, "cp-1", args) };
}

const userdata = Buffer.from("#cloud-config\n").toString("base64");

test("user data is hidden unless asked for", async () => {
  const { call, vm } = await withMachine({ userdata });
  expect(vm).not.toHaveProperty("userdata");
  const plain = await call("listVirtualMachines", { id: vm.id });
  expect(plain.virtualmachine[0]).not.toHaveProperty("userdata");
  const asked = await call("listVirtualMachines", { id: vm.id, userdata: true });
  expect(asked.virtualmachine[0].userdata).toBe(userdata);
});

test("stop and start keep the machine's address and disk", async () => {
  const { run, vm, fake } = await withMachine();
  expect((await run("stopVirtualMachine", { id: vm.id })).virtualmachine.state).toBe("Stopped");
  expect(fake.running()).toEqual([]);
  const { virtualmachine } = await run("startVirtualMachine", { id: vm.id });
  expect(virtualmachine).toMatchObject({ state: "Running", nic: vm.nic });
  expect(fake.calls.filter((call) => call !== "apply")).toEqual(["start cp-1", "stop cp-1", "start cp-1"]);
});

test("a reboot stops and starts", async () => {
  const { run, vm, fake } = await withMachine();
  fake.calls.length = 0;
  await run("rebootVirtualMachine", { id: vm.id });
  expect(fake.calls).toEqual(["stop cp-1", "start cp-1"]);
});

test("jobs on one machine run after each other", async () => {
  const { call, run, vm, fake } = await withMachine();
  const release = fake.hold("stop");
  const stop = await call("stopVirtualMachine", { id: vm.id });
  const started = run("startVirtualMachine", { id: vm.id });
  expect((await call("queryAsyncJobResult", { jobid: stop.jobid })).jobstatus).toBe(0);
  release();
  expect((await started).virtualmachine.state).toBe("Running");
});

test("a machine that cannot be started is stopped, and the job says why", async () => {
  const { run, call, vm, fake } = await withMachine();
  await run("stopVirtualMachine", { id: vm.id });
  fake.fail("start", "no memory");
  await expect(run("startVirtualMachine", { id: vm.id })).rejects.toMatchObject({
    code: 530,
    message: "no memory",
  });
  expect((await call("listVirtualMachines", { id: vm.id })).virtualmachine[0].state).toBe("Stopped");
});

test("a destroyed machine is listed only by its state, and can be recovered", async () => {
  const { run, call, vm, fake } = await withMachine();
  await run("destroyVirtualMachine", { id: vm.id });
  expect(fake.running()).toEqual([]);
  expect(await call("listVirtualMachines", { id: vm.id })).toEqual({});
  expect((await call("listVirtualMachines", { state: "Destroyed" })).count).toBe(1);
  await expect(run("startVirtualMachine", { id: vm.id })).rejects.toMatchObject({ code: 530 });
  expect((await call("recoverVirtualMachine", { id: vm.id })).virtualmachine.state).toBe("Stopped");
});

test("an expunged machine is gone with its root disk and tags", async () => {
  const { run, call, vm, fake, cloud } = await withMachine();
  await run("createTags", {
    resourcetype: "UserVm",
    resourceids: vm.id,
    "tags[0].key": "a",
    "tags[0].value": "b",
  });
  await run("destroyVirtualMachine", { id: vm.id, expunge: true });
  expect(fake.calls.at(-1)).toBe("destroy cp-1");
  expect(await call("listVolumes")).toEqual({});
  expect(await call("listTags")).toEqual({});
  expect(cloud.machines()).toEqual([]);
});

test("new user data reaches the host at the next start", async () => {
  const { call, run, vm, fake } = await withMachine({ userdata });
  await run("stopVirtualMachine", { id: vm.id });
  await call("updateVirtualMachine", { id: vm.id, userdata: Buffer.from("second").toString("base64") });
  await run("startVirtualMachine", { id: vm.id });
  expect(fake.machine("cp-1")?.userData.toString()).toBe("second");
});

test("an update changes what it names, and a taken name is refused", async () => {
  const { call, vm, networkid, machine } = await withMachine();
  await machine(networkid, "cp-2");
  const named = {
    id: vm.id,
    name: "cp-9",
    displayname: "Nine",
    group: "servers",
    "details[0].cpuNumber": "2",
  };
  expect((await call("updateVirtualMachine", named)).virtualmachine).toMatchObject({
    name: "cp-9",
    displayname: "Nine",
    group: "servers",
    details: { cpuNumber: "2" },
  });
  await expect(call("updateVirtualMachine", { id: vm.id, name: "cp-2" })).rejects.toThrow("already exists");
});

test("only a stopped machine changes its offering", async () => {
  const { call, run, vm } = await withMachine();
  const { serviceoffering } = await call("listServiceOfferings", { name: "large" });
  const change = { id: vm.id, serviceofferingid: serviceoffering[0].id };
  await expect(call("changeServiceForVirtualMachine", change)).rejects.toMatchObject({ status: 431 });
  await run("stopVirtualMachine", { id: vm.id });
  const { virtualmachine } = await call("changeServiceForVirtualMachine", change);
  expect(virtualmachine).toMatchObject({ serviceofferingname: "large", cpunumber: 4, memory: 8192 });
});

test("details narrow a listing as the CCM asks for it", async () => {
  const { call, vm } = await withMachine();
  const { virtualmachine } = await call("listVirtualMachines", { listall: true, details: "min,nics" });
  expect(virtualmachine[0]).toMatchObject({ id: vm.id, nic: vm.nic });
  expect(virtualmachine[0]).not.toHaveProperty("serviceofferingid");
  expect(virtualmachine[0]).not.toHaveProperty("affinitygroup");
  await expect(call("listVirtualMachines", { details: "most" })).rejects.toThrow("non permitted value");
});

test("a listing is filtered and paged, and counts all that match", async () => {
  const { call, networkid, machine } = await withMachine();
  await machine(networkid, "cp-2");
  await machine(networkid, "worker-1");
  const names = async (args: Readonly<Record<string, string | number>>) => {
    const found = await call("listVirtualMachines", args);
    return [found.count, ...(found.virtualmachine ?? []).map((vm: { name: string }) => vm.name)];
  };
  expect(await names({ keyword: "CP" })).toEqual([2, "cp-1", "cp-2"]);
  expect(await names({ name: "worker-1", networkid })).toEqual([1, "worker-1"]);
  expect(await names({ page: 2, pagesize: 2 })).toEqual([3, "worker-1"]);
  expect(await names({ page: 3, pagesize: 2 })).toEqual([3]);
  expect(await names({ state: "Stopped" })).toEqual([undefined]);
});
