import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { cloudstackClient } from "../../cloudstack/client.ts";
import { sandboxCredentials } from "./cloud.ts";
import { readRequestLog } from "./request-log.ts";

const unauthorized = {
  status: 401,
  code: 401,
  message: "unable to verify user credentials and/or request signature",
};

test.each([
  ["another secret", { ...sandboxCredentials, secretKey: "wrong" }, {}],
  ["another key", { ...sandboxCredentials, apiKey: "wrong" }, {}],
  ["a time that is over", sandboxCredentials, { expires: "2026-03-01T11:59:59Z" }],
  ["no time at all", sandboxCredentials, { expires: "" }],
])("a call signed with %s is unauthorized", async (_what, credentials, options) => {
  const { cloud } = await testCloud();
  await expect(cloudstackClient(cloud.url, credentials, options).call("listZones")).rejects.toMatchObject(
    unauthorized,
  );
});

test("values with any characters are signed as the Go client does", async () => {
  const { call } = await testCloud();
  expect(await call("listZones", { keyword: "a b+c*d~e!f'(g)/ä&=%" })).toEqual({});
});

test("commands and parameter names are taken in any case", async () => {
  const { call } = await testCloud();
  expect((await call("LISTZONES", { NAME: "sandbox" })).count).toBe(1);
});

test("reading and changing work by GET and POST", async () => {
  const { cloud, call, zone } = await testCloud();
  const { networkoffering } = await call("listNetworkOfferings");
  const byGet = cloudstackClient(cloud.url, sandboxCredentials, { getOnly: true });
  const args = { name: "net", zoneid: zone, networkofferingid: networkoffering[0].id };
  expect((await byGet.call("createNetwork", args)).network.cidr).toBe("10.1.1.0/24");
});

test("an unknown command is refused in CloudStack's words", async () => {
  const { call } = await testCloud();
  await expect(call("listManagementServersMetrics")).rejects.toMatchObject({
    status: 432,
    csCode: 9999,
    message:
      "The API [listManagementServersMetrics] does not exist or is not available for the account sandbox.",
  });
});

test.each([
  ["deployVirtualMachine", {}, "Unable to execute API command deployvirtualmachine due to missing parameter"],
  [
    "listZones",
    { colour: "red" },
    "Received unknown parameters for command listZones. Unknown parameters : colour",
  ],
  ["listZones", { page: "one", pagesize: 1 }, "due to invalid value one for parameter page"],
  ["listZones", { page: 1 }, '"page" and "pagesize" must be specified together'],
  [
    "listZones",
    { id: "7" },
    "Invalid parameter id value=7 due to incorrect long value format, or entity does not exist",
  ],
  ["listNetworks", { vpcid: "7" }, "Invalid parameter vpcid value=7"],
])("%s with %o is a parameter error", async (command, args, message) => {
  const { call } = await testCloud();
  await expect(call(command, args)).rejects.toMatchObject({
    status: 431,
    message: expect.stringContaining(message),
  });
});

test("a job is polled until it is done; it names the object that it makes", async () => {
  const { call, network, fake } = await testCloud();
  const networkid = await network();
  const release = fake.hold("apply");
  const { jobid, id } = await call("associateIpAddress", { networkid });
  const polled = await call("queryAsyncJobResult", { jobid });
  expect(polled).toMatchObject({ jobid, jobstatus: 0, jobinstanceid: id });
  expect(polled).not.toHaveProperty("jobresult");
  release();
  await expect
    .poll(() => call("queryAsyncJobResult", { jobid }))
    .toMatchObject({
      jobstatus: 1,
      jobresultcode: 0,
      jobresulttype: "object",
      jobresult: { ipaddress: { id } },
    });
});

test("rules that cannot be put in force fail their job", async () => {
  const { run, network, fake } = await testCloud();
  const networkid = await network();
  fake.fail("apply", "port 80 is in use");
  await expect(run("associateIpAddress", { networkid })).rejects.toMatchObject({
    code: 530,
    message: "port 80 is in use",
  });
});

test("the log tells what was asked and answered, without secrets", async () => {
  const { call, run, network, machine, stateDir } = await testCloud();
  const userdata = Buffer.from("a CA key").toString("base64");
  await machine(await network(), "cp-1", { userdata });
  await run("deleteNetwork", { id: "gone" }).catch(() => {});
  await call("listZones");
  const log = readRequestLog(stateDir);
  const deployed = log.find((entry) => entry.kind === "request" && entry.command === "deployVirtualMachine");
  expect(deployed).toMatchObject({
    time: "2026-03-01T12:00:00.000Z",
    status: 200,
    job: expect.any(String),
    params: { name: "cp-1", userdata: expect.stringMatching(/^12 characters, sha256 [0-9a-f]{64}$/) },
  });
  expect(log).toContainEqual(
    expect.objectContaining({ kind: "job", command: "deployVirtualMachine", status: "succeeded" }),
  );
  expect(log).toContainEqual(expect.objectContaining({ command: "deleteNetwork", status: 431 }));
  for (const secret of [userdata, sandboxCredentials.apiKey, "signature"]) {
    expect(JSON.stringify(log)).not.toContain(secret);
  }
});
