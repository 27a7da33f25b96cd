import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

test("a machine gets the address it asks for, or else the lowest free one", async () => {
  const { network, machine } = await testCloud();
  const id = await network();
  const asked = await machine(id, "cp-1", { ipaddress: "10.1.1.2" });
  const mapped = await machine("", "cp-2", {
    "iptonetworklist[0].networkid": id,
    "iptonetworklist[0].ip": "10.1.1.3",
  });
  const free = await machine(id, "cp-3");
  expect([asked, mapped, free].map((vm) => vm.nic[0].ipaddress)).toEqual([
    "10.1.1.2",
    "10.1.1.3",
    "10.1.1.4",
  ]);
});

test("automatic addresses come from the range of the network", async () => {
  const { network, machine } = await testCloud();
  const id = await network({ startip: "10.1.1.100", endip: "10.1.1.101" });
  expect((await machine(id, "a")).nic[0].ipaddress).toBe("10.1.1.100");
  expect((await machine(id, "b")).nic[0].ipaddress).toBe("10.1.1.101");
  await expect(machine(id, "c")).rejects.toMatchObject({ status: 533 });
});

test.each(["10.1.1.1", "10.1.1.11", "10.1.1.255", "10.1.2.5"])(
  "the address %s cannot be had",
  async (ipaddress) => {
    const { network, machine } = await testCloud();
    const id = await network();
    await machine(id, "cp-1", { ipaddress: "10.1.1.11" });
    await expect(machine(id, "cp-2", { ipaddress })).rejects.toMatchObject({
      status: 533,
      message: expect.stringContaining("Unable to acquire Guest IP address for network"),
    });
  },
);

test("a name is taken until its machine is expunged, and free in another network", async () => {
  const { network, machine, run } = await testCloud();
  const id = await network();
  const vm = await machine(id, "cp-1");
  const taken = {
    status: 431,
    message: "The vm with hostName cp-1 already exists in the network domain: cs2cloud.internal; network=net",
  };
  await expect(machine(id, "cp-1")).rejects.toMatchObject(taken);
  await run("destroyVirtualMachine", { id: vm.id });
  await expect(machine(id, "cp-1")).rejects.toMatchObject(taken);
  await machine(await network({ name: "other" }), "cp-1");
  await run("expungeVirtualMachine", { id: vm.id });
  await machine(id, "cp-1");
});

test.each(["1cp", "cp_1", "-cp", "a".repeat(64)])("'%s' is no host name", async (name) => {
  const { network, machine } = await testCloud();
  await expect(machine(await network(), name)).rejects.toThrow("Invalid name");
});

test("a refused deployment leaves nothing behind", async () => {
  const { network, machine, call } = await testCloud();
  const id = await network();
  await expect(machine(id, "cp-1", { rootdisksize: 5 })).rejects.toThrow(
    "is smaller than template size 10 GB",
  );
  expect(await call("listVirtualMachines")).toEqual({});
  expect(await call("listPublicIpAddresses")).toEqual({});
});

test("the host gets user data as it was before encoding", async () => {
  const { network, machine, fake } = await testCloud();
  const data = gzipSync("#cloud-config\n");
  await machine(await network(), "cp-1", { userdata: data.toString("base64"), ipaddress: "10.1.1.9" });
  expect(fake.machine("cp-1")).toMatchObject({ privateIp: "10.1.1.9", macAddress: "02:01:00:00:00:01" });
  expect(fake.machine("cp-1")?.userData.equals(data)).toBe(true);
});

test.each([
  ["a".repeat(32_772), "User data has exceeded configurable max length : 32768"],
  ["no base64!", "User data is not base64 encoded"],
])("user data that CloudStack would not take is refused", async (userdata, message) => {
  const { network, machine } = await testCloud();
  await expect(machine(await network(), "cp-1", { userdata })).rejects.toMatchObject({
    status: 431,
    message,
  });
});

test("user data of the greatest length is taken", async () => {
  const { network, machine } = await testCloud();
  expect((await machine(await network(), "cp-1", { userdata: "a".repeat(32_768) })).state).toBe("Running");
});

test("a machine that does not start is left in error, with the reason in the job", async () => {
  const { network, machine, call, fake } = await testCloud();
  const id = await network();
  fake.fail("start", "no namespaces here");
  await expect(machine(id, "cp-1")).rejects.toMatchObject({ code: 530, message: "no namespaces here" });
  expect((await call("listVirtualMachines")).virtualmachine[0].state).toBe("Error");
});

test("startvm=false deploys a machine that is off", async () => {
  const { network, machine, fake } = await testCloud();
  expect((await machine(await network(), "cp-1", { startvm: false })).state).toBe("Stopped");
  expect(fake.running()).toEqual([]);
});

test("a machine belongs to its network's owner", async () => {
  const { network, machine, project } = await testCloud();
  const id = await network({ projectid: project });
  await expect(machine(id, "cp-1")).rejects.toMatchObject({ status: 531 });
  expect(await machine(id, "cp-1", { projectid: project })).toMatchObject({ project: "platform-team" });
});
