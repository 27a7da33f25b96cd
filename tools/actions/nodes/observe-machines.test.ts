import { expect, it } from "vitest";
import { testConfig } from "../../../platform/config/testing/test-config.ts";
import { type TestCloud, testCloud } from "../../../test/support/test-cloud.ts";
import { connectCloudstack } from "../../cloudstack/connect.ts";
import { sandboxCredentials } from "../../sandbox/cloudstack/cloud.ts";
import { findMachines, listMachines } from "./observe-machines.ts";

const config = (project?: string) => {
  const plain = testConfig();
  const { project: _none, ...cloudstack } = { ...plain.cloudstack, zone: "sandbox" };
  return { ...plain, cloudstack: project === undefined ? cloudstack : { ...cloudstack, project } };
};

function clientOf({ cloud }: TestCloud) {
  return connectCloudstack({
    CLOUDSTACK_API_URL: cloud.url,
    CLOUDSTACK_API_KEY: sandboxCredentials.apiKey,
    CLOUDSTACK_SECRET_KEY: sandboxCredentials.secretKey,
  });
}

async function tag({ run }: TestCloud, id: string, value: string) {
  await run("createTags", {
    resourceids: id,
    resourcetype: "UserVm",
    "tags[0].key": "loco-platform",
    "tags[0].value": value,
  });
}

it("lists the machines of this platform, whatever they do, and no others", async () => {
  const cloud = await testCloud();
  const network = await cloud.network();
  const ours = await cloud.machine(network, "acme-cp-1-g1");
  await tag(cloud, ours.id, "acme");
  await tag(cloud, (await cloud.machine(network, "other-cp-1-g1")).id, "other");
  await cloud.machine(network, "untagged");
  await cloud.run("stopVirtualMachine", { id: ours.id });
  const machines = await listMachines(clientOf(cloud), config());
  expect(machines).toEqual([
    expect.objectContaining({ id: ours.id, name: "acme-cp-1-g1", state: "Stopped" }),
  ]);
});

it("finds a project's machines by the project's name", async () => {
  const cloud = await testCloud();
  const network = await cloud.network({ projectid: cloud.project });
  const { id } = await cloud.machine(network, "acme-cp-1-g1", { projectid: cloud.project });
  await tag(cloud, id, "acme");
  const client = clientOf(cloud);
  expect(await listMachines(client, config())).toEqual([]);
  expect(await listMachines(client, config("platform-team"))).toMatchObject([{ id }]);
  await expect(listMachines(client, config("nobody"))).rejects.toMatchObject({ code: "CLOUDSTACK_FAILED" });
});

it("finds machines by id that carry no tag, and passes over those that are gone", async () => {
  const cloud = await testCloud();
  const { id } = await cloud.machine(await cloud.network(), "acme-apps-1-g1");
  const gone = "00000000-0000-4000-8000-000000000000";
  expect(await findMachines(clientOf(cloud), config(), [id, gone])).toMatchObject([{ id }]);
});
