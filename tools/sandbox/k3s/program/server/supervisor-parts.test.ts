import { describe, expect, it } from "vitest";
import { isAgent, isServer } from "./identity.ts";
import { hashPassword, verifyPassword } from "./node-passwords.ts";
import { forwardedHeaders } from "./proxy.ts";

describe("forwardedHeaders", () => {
  const claims = {
    host: "x",
    "x-remote-user": "admin",
    "x-remote-group": "system:masters",
    "x-remote-extra-a": "b",
  };

  it("drops an identity that a client claims", () => {
    expect(forwardedHeaders(claims, { kind: "none" })).toEqual({ host: "x" });
  });

  it("puts the certificate's identity in its place", () => {
    expect(forwardedHeaders(claims, { kind: "certificate", user: "jane", groups: ["dev", "ops"] })).toEqual({
      host: "x",
      "x-remote-user": "jane",
      "x-remote-group": ["dev", "ops"],
    });
  });
});

describe("roles", () => {
  it("lets agents have what agents need, and only servers the CAs' keys", () => {
    const [node, server] = [
      { kind: "password", user: "node" },
      { kind: "password", user: "server" },
    ] as const;
    expect([isAgent(node), isServer(node)]).toEqual([true, false]);
    expect([isAgent(server), isServer(server)]).toEqual([true, true]);
    expect(isAgent({ kind: "wrong-password" })).toBe(false);
    expect(isAgent({ kind: "certificate", user: "jane", groups: ["system:masters"] })).toBe(false);
  });
});

it("a node's password is verified by its hash in k3s's format", () => {
  const hash = hashPassword("secret");
  expect(hash).toMatch(/^\$1:[0-9a-f]{16}:15:8:1:[A-Za-z0-9+/]+$/);
  expect(verifyPassword(hash, "secret")).toBe(true);
  expect(verifyPassword(hash, "other")).toBe(false);
});
