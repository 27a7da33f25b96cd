import { expect, it } from "vitest";
import { testConfig } from "../config/testing/test-config.ts";
import { mirroredChartsRule } from "./mirrored-charts-rule.ts";

const check = (mirror: string) =>
  mirroredChartsRule("/nowhere").check(testConfig("", undefined, `[charts]\nmirror = "${mirror}"\n`));

it.each(["oci://localhost:5000/loco", "oci://127.0.0.1/loco"])(
  "%s, which a deploy cannot use without TLS, gets a warning",
  (mirror) => {
    expect(check(mirror)).toMatchObject([
      {
        severity: "warning",
        path: ["charts", "mirror"],
        message: expect.stringContaining("which a deploy cannot"),
      },
    ]);
  },
);

it("another registry gets none", () => {
  expect(check("oci://localhost.acme.example/loco")).toEqual([]);
});
