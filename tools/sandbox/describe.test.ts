import { expect, it } from "vitest";
import { testCloud } from "../../test/support/test-cloud.ts";
import { describeSandbox } from "./describe.ts";

it("shows public addresses with their rules, and volumes of apps with their machines", async () => {
  const cloud = await testCloud();
  const networkid = await cloud.network();
  const { id: virtualmachineids } = await cloud.machine(networkid, "apps-1");
  const publicipid = await cloud.address(networkid);
  const rule = { algorithm: "roundrobin", name: "web", publicport: 80, privateport: 30080, publicipid };
  const { loadbalancer } = await cloud.run("createLoadBalancerRule", rule);
  await cloud.run("assignToLoadBalancerRule", { id: loadbalancer.id, virtualmachineids });
  const { diskoffering } = await cloud.call("listDiskOfferings");
  const disk = { diskofferingid: diskoffering[0].id, zoneid: cloud.zone };
  const { volume } = await cloud.run("createVolume", { ...disk, name: "pvc-1", size: 3 });
  await cloud.run("attachVolume", { id: volume.id, virtualmachineid: virtualmachineids });
  await cloud.run("createVolume", { ...disk, name: "pvc-2", size: 10 });
  const status = { pid: 1, api: cloud.cloud.url, cloud: cloud.cloud.overview(), machines: [] };
  expect(describeSandbox(status).split("\n").slice(-7)).toEqual([
    "127.0.77.10  source NAT",
    "127.0.77.11  web tcp 80 -> 30080 [apps-1]",
    "             allow tcp 80 from 0.0.0.0/0",
    "",
    "VOLUME  SIZE    MACHINE",
    "pvc-1   3 GiB   apps-1",
    "pvc-2   10 GiB  on no machine",
  ]);
});
