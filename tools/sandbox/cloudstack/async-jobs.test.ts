import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { forgetOldJobs } from "./async-jobs.ts";
import { emptyState, type Job } from "./state.ts";

test("a failed job has the code and text of its error as result", async () => {
  const { call, network, machine } = await testCloud();
  const id = await network();
  await machine(id, "cp-1");
  const { jobid } = await call("deleteNetwork", { id });
  await expect
    .poll(() => call("queryAsyncJobResult", { jobid }))
    .toMatchObject({
      jobstatus: 2,
      jobresultcode: 530,
      jobresulttype: "object",
      jobresult: { uuidList: [], errorcode: 530, errortext: "Failed to delete network" },
    });
});

test("running jobs are listed, finished ones are not", async () => {
  const { call, network, fake } = await testCloud();
  const id = await network();
  expect(await call("listAsyncJobs")).toEqual({});
  const release = fake.hold("apply");
  const { jobid } = await call("associateIpAddress", { networkid: id });
  expect((await call("listAsyncJobs")).asyncjobs).toMatchObject([{ jobid, cmd: "associateIpAddress" }]);
  release();
});

test("of finished jobs the last hundred are kept, and every unfinished one", () => {
  const draft = emptyState("test");
  const job: Job = {
    id: "",
    command: "createTags",
    method: "POST",
    params: {},
    objectId: "",
    status: "succeeded",
    resultCode: 0,
    result: null,
    created: "",
    completed: "2026-03-01T12:00:00+0000",
  };
  draft.jobs.running = { ...job, id: "running", status: "pending", completed: null };
  for (let n = 1; n <= 102; n++) draft.jobs[`done-${n}`] = { ...job, id: `done-${n}` };
  forgetOldJobs(draft);
  expect(Object.keys(draft.jobs)).toHaveLength(101);
  expect(draft.jobs).toHaveProperty("running");
  expect(draft.jobs).not.toHaveProperty("done-2");
  expect(draft.jobs).toHaveProperty("done-3");
});
