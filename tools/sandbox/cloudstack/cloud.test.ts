import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeMachines } from "../../../test/support/fake-machines.ts";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { sandboxCredentials, startCloud } from "./cloud.ts";

test("a restart finds every object again and starts what was running", async () => {
  const first = await testCloud();
  const networkid = await first.network();
  const vm = await first.machine(networkid, "cp-1", { userdata: "aGVsbG8=" });
  await first.machine(networkid, "cp-2", { startvm: false });
  const before = first.cloud.overview();
  const policy = first.fake.policy();
  await first.cloud.close();

  const second = await testCloud({ stateDir: first.stateDir });
  expect(second.cloud.overview()).toEqual(before);
  expect(second.fake.calls).toEqual(["apply", "start cp-1"]);
  expect(second.fake.policy()).toEqual(policy);
  expect((await second.call("listVirtualMachines", { id: vm.id })).count).toBe(1);
  expect(second.cloud.machines()[0]).toMatchObject({
    name: "cp-1",
    state: "Running",
    userData: Buffer.from("hello"),
  });
});

test("a job that a restart interrupts is taken up, under the same id", async () => {
  const first = await testCloud();
  const networkid = await first.network();
  first.fake.hold("start");
  const deployed = first.machine(networkid, "cp-1").catch(() => {});
  await expect.poll(() => first.fake.calls).toContain("start cp-1");
  const jobid = Object.values(stateOf(first.stateDir).jobs).at(-1)?.id;
  await first.cloud.close();
  await deployed;

  const second = await testCloud({ stateDir: first.stateDir });
  await expect
    .poll(() => second.call("queryAsyncJobResult", { jobid }))
    .toMatchObject({
      jobstatus: 1,
      jobresult: { virtualmachine: { name: "cp-1", state: "Running" } },
    });
});

test("a job that lost its success only is still a success", async () => {
  const first = await testCloud();
  const networkid = await first.network();
  first.fake.hold("apply");
  const { jobid } = await first.call("associateIpAddress", { networkid });
  await first.cloud.close();

  const second = await testCloud({ stateDir: first.stateDir });
  await expect.poll(() => second.call("queryAsyncJobResult", { jobid })).toMatchObject({ jobstatus: 1 });
  expect((await second.call("listPublicIpAddresses")).count).toBe(1);
});

test("a machine that does not start again is shown as stopped, and a line says so", async () => {
  const first = await testCloud();
  await first.machine(await first.network(), "cp-1");
  await first.cloud.close();
  const fake = fakeMachines();
  fake.fail("start", "no namespaces here");
  const lines: string[] = [];
  const cloud = await startCloud({
    stateDir: first.stateDir,
    host: "127.0.0.1",
    port: 0,
    ...fake,
    settings: {},
    log: (line) => lines.push(line),
  });
  expect(cloud.machines()[0]?.state).toBe("Stopped");
  expect(lines).toEqual(["machine cp-1 did not start again: no namespaces here"]);
  await cloud.close();
});

test("the same calls give the same ids and state", async () => {
  const runs = [await testCloud(), await testCloud()];
  const states = [];
  for (const { network, machine, stateDir } of runs) {
    await machine(await network(), "cp-1");
    states.push(readFileSync(join(stateDir, "cloudstack.json"), "utf8"));
  }
  expect(states[0]).toBe(states[1]);
});

test("the state, which holds user data, is readable by its owner only", async () => {
  const { stateDir, network } = await testCloud();
  await network();
  expect(statSync(join(stateDir, "cloudstack.json")).mode & 0o777).toBe(0o600);
});

test("finished jobs keep neither parameters nor user data", async () => {
  const { network, machine, stateDir } = await testCloud();
  await machine(await network(), "cp-1", { userdata: "aGVsbG8=" });
  expect(Object.values(stateOf(stateDir).jobs).map(({ params }) => params)).toEqual([{}]);
});

test("the overview names things", async () => {
  const { cloud, network, address, machine, run, project } = await testCloud();
  const owner = { projectid: project };
  const networkid = await network({ name: "platform", ...owner });
  const ipaddressid = await address(networkid, owner);
  await run("createFirewallRule", {
    ipaddressid,
    protocol: "tcp",
    startport: 6443,
    cidrlist: "192.0.2.0/24",
  });
  await machine(networkid, "cp-1", owner);
  expect(cloud.overview()).toMatchObject({
    zone: "sandbox",
    networks: [{ name: "platform", cidr: "10.1.1.0/24", project: "platform-team" }],
    addresses: [
      {
        address: "127.0.77.10",
        network: "platform",
        sourceNat: true,
        firewall: ["tcp 6443 from 192.0.2.0/24"],
      },
    ],
    machines: [
      { name: "cp-1", state: "Running", privateIp: "10.1.1.2", offering: "small", project: "platform-team" },
    ],
    volumes: [{ name: "ROOT-cp-1", sizeGiB: 10, machine: "cp-1" }],
  });
});

test("a taken port is said to be taken", async () => {
  const { cloud, stateDir, fake } = await testCloud();
  const port = Number(new URL(cloud.url).port);
  const options = {
    stateDir,
    host: "127.0.0.1",
    port,
    ...fake,
    settings: { credentials: sandboxCredentials },
  };
  await expect(startCloud(options)).rejects.toMatchObject({
    code: "PORT_IN_USE",
    message: `port ${port} of 127.0.0.1 is in use`,
  });
});

function stateOf(stateDir: string): {
  readonly jobs: Record<string, { readonly id: string; readonly params: unknown }>;
} {
  return JSON.parse(readFileSync(join(stateDir, "cloudstack.json"), "utf8"));
}
