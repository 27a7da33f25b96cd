import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { alertmanagerSettingsRule, receiverRule } from "./alertmanager-rules.ts";

const TABLE = "addons.alertmanager";
const EMAIL = `[${TABLE}.email]
to = ["ops@acme.example"]
from = "loco@acme.example"
smarthost = "smtp.acme.example:587"
`;

const config = (end: string) => addonInput("", end).config;

const complaints = (end: string) =>
  alertmanagerSettingsRule
    .check(config(end))
    .map(({ path, message }) => `${path.slice(2).join(".")} ${message}`);

describe("a platform whose alerts reach nobody", () => {
  it.each(["", `[${TABLE}.dead_mans_switch]`])("is warned of with %j", (settings) => {
    expect(receiverRule.check(config(settings))).toMatchObject([
      { severity: "warning", message: expect.stringContaining("alerts reach nobody") },
    ]);
  });

  it.each([
    `[${TABLE}.slack]`,
    `[${TABLE}.teams]`,
    `[${TABLE}.webhook]`,
    EMAIL,
    `[${TABLE}]\nenabled = false`,
  ])("is not one with %j", (settings) => {
    expect(receiverRule.check(config(settings))).toEqual([]);
  });
});

describe("intervals after which alerts are repeated", () => {
  const repeat = (critical: string) => complaints(`[${TABLE}.repeat_interval]\ncritical = "${critical}"`);

  it.each(["5m", "300m", "120h", "5d"])("may be %s", (interval) => {
    expect(repeat(interval)).toEqual([]);
  });

  it.each(["4m", "121h", "6d"])("may not be %s, which Alertmanager would not keep", (interval) => {
    expect(repeat(interval)).toEqual(["repeat_interval.critical must be from 5m to 5d"]);
  });
});

describe("a password for the mail server", () => {
  it("is sent over TLS only", () => {
    expect(complaints(`${EMAIL}username = "loco"\nrequire_tls = false`)).toEqual([
      expect.stringContaining("email.require_tls must be true when username is set"),
    ]);
    expect(complaints(`${EMAIL}username = "loco"`)).toEqual([]);
    expect(complaints(`${EMAIL}require_tls = false`)).toEqual([]);
  });
});
