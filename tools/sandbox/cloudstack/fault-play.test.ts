import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import type { Fault } from "./faults.ts";
import { readRequestLog } from "./request-log.ts";

/** A cloud in which the next call of the command has the fault. */
async function cloudWith(command: string, fault: Fault) {
  const test = await testCloud();
  const id = await test.network();
  test.cloud.faults.set([{ command, fault }]);
  const logged = () =>
    readRequestLog(test.stateDir).findLast((entry) => entry.kind === "request" && entry.command === command);
  return { ...test, id, logged };
}

describe("a fault of a call", () => {
  it("latency: the call is performed", async () => {
    const { address, id, logged } = await cloudWith("associateIpAddress", {
      kind: "latency",
      milliseconds: 1,
    });
    await address(id);
    expect(logged()).toMatchObject({ fault: "latency", status: 200 });
  });

  it("error: a gateway's page, nothing is performed", async () => {
    const { cloud, call, id, logged } = await cloudWith("associateIpAddress", { kind: "error", status: 502 });
    // The client reads JSON, as CloudStack answers.
    await expect(call("associateIpAddress", { networkid: id })).rejects.toThrow("<html>");
    expect(logged()).toMatchObject({ fault: "error", status: 502 });
    expect(cloud.overview().addresses).toEqual([]);
  });

  it("refuse: CloudStack's own error, nothing is performed", async () => {
    const { cloud, address, id } = await cloudWith("associateIpAddress", {
      kind: "refuse",
      text: "not today",
    });
    await expect(address(id)).rejects.toMatchObject({ status: 530, message: "not today" });
    expect(cloud.overview().addresses).toEqual([]);
    await address(id);
  });

  it("quota: CloudStack's words about the owner's limit", async () => {
    const { cloud, network, project } = await cloudWith("createNetwork", { kind: "quota" });
    await expect(network({ projectid: project })).rejects.toMatchObject({
      status: 535,
      csCode: 9999,
      message: expect.stringMatching(
        /^Maximum amount of resources of Type = 'network'.*Project Name = platform-team .*Resource Limit = 0,/,
      ),
    });
    cloud.faults.set([{ command: "createNetwork", fault: { kind: "quota" } }]);
    await expect(network()).rejects.toThrow(/Account Name = sandbox .*Resource Limit = 1,/);
  });

  it("drop: no answer, nothing is performed", async () => {
    const { cloud, call, id, logged } = await cloudWith("associateIpAddress", { kind: "drop" });
    await expect(call("associateIpAddress", { networkid: id })).rejects.toThrow("fetch failed");
    expect(logged()).toMatchObject({ fault: "drop", status: 0 });
    expect(cloud.overview().addresses).toEqual([]);
  });

  it("lose-reply: no answer, but the job runs to its end", async () => {
    const { cloud, call, id, logged } = await cloudWith("associateIpAddress", { kind: "lose-reply" });
    await expect(call("associateIpAddress", { networkid: id })).rejects.toThrow("fetch failed");
    expect(logged()).toMatchObject({ fault: "lose-reply", status: 200, job: expect.any(String) });
    await expect.poll(() => cloud.overview().addresses).toHaveLength(1);
    expect(cloud.faults.list()).toMatchObject([{ used: 1 }]);
  });

  it("refuse-connection: the port is closed for a time, then answers again", async () => {
    const { cloud, call, id } = await cloudWith("associateIpAddress", {
      kind: "refuse-connection",
      milliseconds: 300,
    });
    const { hostname, port } = new URL(cloud.url);
    await expect(call("associateIpAddress", { networkid: id })).rejects.toThrow("fetch failed");
    const refused = await new Promise<string | undefined>((resolve) => {
      connect(Number(port), hostname)
        .on("error", (error: NodeJS.ErrnoException) => resolve(error.code))
        .on("connect", () => resolve("connected"));
    });
    expect(refused).toBe("ECONNREFUSED");
    await expect.poll(() => call("listZones").catch(() => undefined)).toMatchObject({ count: 1 });
    expect(cloud.overview().addresses).toEqual([]);
  });
});

describe("fail-job", () => {
  const fault = { kind: "fail-job", text: "no capacity" } as const;

  it("leaves a deployed machine in state Error, with its name and address and without its disk", async () => {
    const { cloud, call, fake, machine, id } = await cloudWith("deployVirtualMachine", fault);
    await expect(machine(id, "cp-1")).rejects.toMatchObject({
      status: 200,
      code: 530,
      message: "no capacity",
    });
    expect(cloud.machines()).toMatchObject([{ name: "cp-1", state: "Error" }]);
    expect(await call("listVolumes")).toEqual({});
    expect(fake.calls).not.toContain("start cp-1");
    await expect(machine(id, "cp-1")).rejects.toThrow("already exists");
  });

  it("takes back the address that the call allocated", async () => {
    const { cloud, address, id } = await cloudWith("associateIpAddress", fault);
    await expect(address(id)).rejects.toThrow("no capacity");
    expect(cloud.overview().addresses).toEqual([]);
  });

  it.each([
    ["createFirewallRule", { protocol: "tcp", startport: 80, endport: 80 }, "ipaddressid"],
    [
      "createLoadBalancerRule",
      { name: "web", algorithm: "source", publicport: 80, privateport: 80 },
      "publicipid",
    ],
  ])("takes back the rule of %s", async (command, args, key) => {
    const { cloud, run, address, id } = await cloudWith(command, fault);
    const on = { ...args, [key]: await address(id) };
    await expect(run(command, on)).rejects.toThrow("no capacity");
    expect(cloud.overview().addresses).toMatchObject([{ firewall: [], loadBalancers: [] }]);
    await run(command, on);
  });

  it("leaves a machine running that was to be stopped or destroyed", async () => {
    const { cloud, run, fake, machine, id } = await cloudWith("stopVirtualMachine", fault);
    const { id: vm } = await machine(id, "cp-1");
    await expect(run("stopVirtualMachine", { id: vm })).rejects.toThrow("no capacity");
    cloud.faults.set([{ command: "destroyVirtualMachine", fault }]);
    await expect(run("destroyVirtualMachine", { id: vm, expunge: true })).rejects.toThrow("no capacity");
    expect(cloud.machines()).toMatchObject([{ name: "cp-1", state: "Running" }]);
    expect(fake.running()).toEqual(["cp-1"]);
  });

  it("also fails when the cloud was restarted before the job had its turn", async () => {
    const { cloud, call, fake, machine, id, stateDir } = await cloudWith("stopVirtualMachine", fault);
    const { id: vm } = await machine(id, "cp-1");
    const release = fake.hold("stop");
    cloud.faults.clear();
    await call("stopVirtualMachine", { id: vm });
    cloud.faults.set([{ command: "destroyVirtualMachine", fault }]);
    const { jobid } = await call("destroyVirtualMachine", { id: vm });
    await cloud.close();
    release();
    const next = await testCloud({ stateDir, fake });
    await expect
      .poll(() => next.call("queryAsyncJobResult", { jobid }))
      .toMatchObject({ jobstatus: 2, jobresult: { errortext: "no capacity" } });
  });
});

describe("a cloud for many applies", () => {
  it("has a job's result ready when the caller first asks, and writes no state", async () => {
    const settings = { answersAfterJobs: true, isKept: false };
    const { call, network, stateDir } = await testCloud({ settings });
    const { jobid } = await call("associateIpAddress", { networkid: await network() });
    expect(await call("queryAsyncJobResult", { jobid })).toMatchObject({ jobstatus: 1 });
    expect(existsSync(join(stateDir, "cloudstack.json"))).toBe(false);
  });
});
