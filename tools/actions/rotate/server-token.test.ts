import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StateResource } from "../stack/state-record.ts";
import { tokenPasswords } from "./server-token.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** State with these tokens; what is undefined is not there. */
function passwords(tokens: { newest?: string; former?: string; accepted?: string; agent?: string }) {
  const values: Record<string, StateResource["values"] | undefined> = {
    "random_password.server-token": tokens.newest === undefined ? undefined : { result: tokens.newest },
    "random_password.former-server-token":
      tokens.former === undefined ? undefined : { result: tokens.former },
    "random_password.agent-token": tokens.agent === undefined ? undefined : { result: tokens.agent },
    "terraform_data.accepted-server-token":
      tokens.accepted === undefined ? undefined : { output: { sha256: sha256(tokens.accepted) } },
  };
  const resources = Object.entries(values).flatMap(([address, found]) => {
    const [type = "", name = ""] = address.split(".");
    return found === undefined ? [] : [{ address, type, name, values: found }];
  });
  return tokenPasswords({ resources });
}

describe("the passwords of the join tokens", () => {
  it("are one for servers and one for agents while nothing is under way", () => {
    expect(passwords({ newest: "a", former: "x", accepted: "a", agent: "c" })).toEqual({
      newest: "a",
      accepted: "a",
      agent: "c",
    });
  });

  it.each([
    ["made the new one", { newest: "b", former: "a" }, "b"],
    ["only moved the old one", { former: "a" }, undefined],
    ["only forgot the one before", { newest: "a" }, "a"],
  ])("are all there when a rotation has %s", (_what, tokens, newest) => {
    expect(passwords({ ...tokens, accepted: "a", agent: "c" })).toEqual({
      newest,
      accepted: "a",
      agent: "c",
    });
  });

  it("are not known from the state of an earlier version, or when neither token is the accepted one", () => {
    expect(passwords({ newest: "a", agent: "c" })).toBeUndefined();
    expect(passwords({ newest: "a", former: "b", accepted: "lost", agent: "c" })).toBeUndefined();
    expect(passwords({ newest: "a", accepted: "a" })).toBeUndefined();
  });
});
