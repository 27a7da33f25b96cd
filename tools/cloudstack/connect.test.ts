import { describe, expect, it } from "vitest";
import { testCloud } from "../../test/support/test-cloud.ts";
import { sandboxCredentials } from "../sandbox/cloudstack/cloud.ts";
import { connectCloudstack } from "./connect.ts";

const access = (url: string, key = sandboxCredentials.apiKey) => ({
  CLOUDSTACK_API_URL: url,
  CLOUDSTACK_API_KEY: key,
  CLOUDSTACK_SECRET_KEY: sandboxCredentials.secretKey,
});

describe("connectCloudstack", () => {
  it("names the variables that are missing", () => {
    const half = { CLOUDSTACK_API_URL: "http://127.0.0.1:1", CLOUDSTACK_API_KEY: "" };
    expect(() => connectCloudstack(half)).toThrow(
      expect.objectContaining({
        code: "CLOUDSTACK_ACCESS",
        message: "CLOUDSTACK_API_KEY, CLOUDSTACK_SECRET_KEY are not set",
      }),
    );
  });

  it("calls, and explains a refused key, a refused call and an API that is not there", async () => {
    const { cloud } = await testCloud();
    const { call } = connectCloudstack(access(cloud.url));
    expect(await call("listZones")).toMatchObject({ count: 1 });
    await expect(call("deleteNetwork", { id: "nothing" })).rejects.toMatchObject({
      code: "CLOUDSTACK_FAILED",
      message: expect.stringMatching(/^deleteNetwork: .*nothing/),
    });
    await expect(call("listMoons")).rejects.toMatchObject({ hint: expect.stringContaining("listMoons") });
    await expect(connectCloudstack(access(cloud.url, "wrong")).call("listZones")).rejects.toMatchObject({
      code: "CLOUDSTACK_ACCESS",
    });
    const nowhere = connectCloudstack(access("http://127.0.0.1:1/client/api"));
    await expect(nowhere.call("listZones")).rejects.toMatchObject({ code: "CLOUDSTACK_UNREACHABLE" });
  });

  it("calls an answer that is not CloudStack's no answer", async () => {
    const { cloud } = await testCloud();
    cloud.faults.set([{ command: "listZones", fault: { kind: "error", status: 502 } }]);
    await expect(connectCloudstack(access(cloud.url)).call("listZones")).rejects.toMatchObject({
      code: "CLOUDSTACK_UNREACHABLE",
    });
  });
});
