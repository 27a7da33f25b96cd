import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { logBucketRule } from "./bucket-rule.ts";

const BACKUP = 'backup = { endpoint = "https://s3.acme.example", bucket = "acme" }';

const check = (loki: string, top = BACKUP) =>
  logBucketRule.check(addonInput(top, `[addons.loki]\n${loki}`).config);

describe("the bucket of the logs", () => {
  it("is not the one of the backups", () => {
    expect(check('s3 = { endpoint = "https://s3.acme.example/", bucket = "acme" }')).toMatchObject([
      { severity: "error", path: ["addons", "loki", "s3", "bucket"], found: '"acme"' },
    ]);
  });

  it.each([
    's3 = { endpoint = "https://s3.acme.example", bucket = "acme-logs" }',
    's3 = { endpoint = "https://s3.zone.example", bucket = "acme" }',
    'enabled = false\ns3 = { endpoint = "https://s3.acme.example", bucket = "acme" }',
    "",
  ])("may be another: %s", (loki) => {
    expect(check(loki)).toEqual([]);
  });

  it("may be any where there are no backups", () => {
    expect(check('s3 = { endpoint = "https://s3.acme.example", bucket = "acme" }', "")).toEqual([]);
  });
});
