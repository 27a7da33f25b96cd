import { expect, test } from "vitest";
import { sign } from "./signature.ts";

// The example of CloudStack's developer's guide, with its keys.
// https://docs.cloudstack.apache.org/en/latest/developersguide/dev.html#how-to-sign-an-api-call-with-python
test("signs the example of the developer's guide as it does", () => {
  const params = [
    ["response", "json"],
    ["command", "listUsers"],
    ["apiKey", "plgWJfZK4gyS3mOMTVmjUVg-X-jlWlnfaUJ9GAbBbf9EdM-kAYMmAiLqzzq1ElZLYq_u38zCm0bewzGUdP66mg"],
  ] as const;
  const secret = "VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX_FcHRj87ZKiy0z0ty0ZsYBkoXkY9b7eq1EhwJaw7FF3akA3KBQ";
  expect(sign(params, secret)).toBe("TTpdDq/7j/J58XCRHomKoQXEQds=");
});
