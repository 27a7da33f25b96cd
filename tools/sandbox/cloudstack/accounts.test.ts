import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";
import { sandboxCredentials } from "./cloud.ts";

test("the caller finds its account, user, keys, projects and capabilities", async () => {
  const { call } = await testCloud();
  const { account } = await call("listAccounts");
  expect(account).toMatchObject([{ name: "sandbox", domain: "ROOT", user: [{ username: "sandbox" }] }]);
  const { user } = await call("listUsers", { account: "sandbox" });
  expect((await call("getUserKeys", { id: user[0].id })).userkeys).toEqual({
    apikey: sandboxCredentials.apiKey,
    secretkey: sandboxCredentials.secretKey,
  });
  expect((await call("getUser", { userapikey: sandboxCredentials.apiKey })).user.id).toBe(user[0].id);
  expect((await call("listProjects", { name: "platform-team" })).count).toBe(1);
  expect((await call("listCapabilities")).capability).toMatchObject({ allowuserexpungerecovervm: true });
});
