import { describe, expect, it } from "vitest";
import { testConfig } from "../config/testing/test-config.ts";
import { appState } from "./app-state.ts";

const stateOf = (state: string, environment?: string, app = "shop") =>
  appState(testConfig("", undefined, `[state]\n${state}`).state, { platform: "acme", environment }, app);

describe("the state of an app", () => {
  it.each([
    ['backend = "local"', undefined, { path: "terraform.apps/shop.tfstate" }],
    ['backend = "local"', "sandbox", { path: "terraform.apps.sandbox/shop.tfstate" }],
    ['path = ".sandbox/platform.tfstate"', "sandbox", { path: ".sandbox/apps.sandbox/shop.tfstate" }],
    ['backend = "s3"\nbucket = "b"', undefined, { key: "acme/apps/shop.tfstate" }],
    ['backend = "s3"\nbucket = "b"\nkey = "tf/x.tfstate"', "qa", { key: "tf/apps.qa/shop.tfstate" }],
    [
      'backend = "http"\naddress = "https://state.example/acme"',
      "qa",
      { address: "https://state.example/acme-apps.qa-shop" },
    ],
    ['backend = "pg"', "qa", { schema_name: "loco_acme_qa_app_shop" }],
    ['backend = "pg"\nschema_name = "mine"', undefined, { schema_name: "mine_app_shop" }],
  ])("is beside the platform's: %s in %s", (state, environment, expected) => {
    expect(stateOf(state, environment)).toMatchObject(expected);
  });

  it("has a schema of its own also where PostgreSQL would cut its name off", () => {
    const long = (end: string) => stateOf('backend = "pg"', "a-long-environment", `${"x".repeat(38)}-${end}`);
    const [one, other] = [long("a").schema_name, long("b").schema_name];
    expect(one?.length).toBeLessThanOrEqual(63);
    expect(one).not.toBe(other);
  });
});
